// The text that the hash chain covers is the canonical JSON of the envelope, every field of it.
import { canonicalJson } from './canonical-json';
import { contentText, type Unchained } from './hash-chain';

const envelope: Unchained = {
  eventId: 'call/1#i"1#0',
  tenantId: 'acme',
  callId: 'c1',
  stream: 'call/1',
  version: 3,
  at: 1_000.5,
  mediaMs: 420,
  inputId: 'i"1',
  causationId: 'c',
  actor: { service: 'policy', instance: 'ä', epoch: 2 },
  event: { type: 'Said', v: 1 },
};

describe('contentText', () => {
  it.each([
    ['with media time', envelope],
    ['without media time', { ...envelope, mediaMs: undefined }],
  ])('is canonical JSON %s', (_name, event) => {
    expect(contentText(event, canonicalJson(event.event))).toBe(canonicalJson(event));
  });
});
