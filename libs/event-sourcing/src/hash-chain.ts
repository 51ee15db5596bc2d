// The hash chain of a stream: every event's hash covers its whole envelope and the hash before it.
import { canonicalJson } from './canonical-json';
import { type Recorded } from './record';

/** Lower-case hex SHA-256 of the UTF-8 bytes of a text. */
export type Sha256 = (text: string) => string;

/** An envelope before it has a place in the chain. */
export type Unchained = Omit<Recorded, 'prevHash' | 'hash'>;

/**
 * What the chain covers of one event: everything but the two hashes, as canonical JSON. `payload` is the canonical text
 * of the domain event, for a caller that has it already.
 */
export const contentHash = (event: Unchained, sha256: Sha256, payload = canonicalJson(event.event)): string =>
  sha256(contentText(event, payload));

/** Put together key by key in canonical order: half of a store's work is this text. */
export const contentText = ({ actor, ...event }: Unchained, payload: string): string =>
  `{"actor":{"epoch":${actor.epoch},"instance":${canonicalJson(actor.instance)},` +
  `"service":${canonicalJson(actor.service)}},"at":${canonicalJson(event.at)},` +
  `"callId":${canonicalJson(event.callId)},"causationId":${canonicalJson(event.causationId)},` +
  `"event":${payload},"eventId":${canonicalJson(event.eventId)},"inputId":${canonicalJson(event.inputId)},` +
  (event.mediaMs === undefined ? '' : `"mediaMs":${canonicalJson(event.mediaMs)},`) +
  `"stream":${canonicalJson(event.stream)},"tenantId":${canonicalJson(event.tenantId)},"version":${event.version}}`;

/** Two steps, so that a store can chain under its own lock without seeing the content. */
export const chainedHash = (prevHash: string, content: string, sha256: Sha256): string =>
  sha256(prevHash + content);

export type ChainBreak = 'version-gap' | 'epoch-decreased' | 'prev-hash-mismatch' | 'hash-mismatch';

export type ChainVerdict =
  | { readonly kind: 'intact'; readonly events: number }
  | { readonly kind: 'broken'; readonly version: number; readonly reason: ChainBreak };

/** Checks a stream as it is stored (before upcasting), from version 0. */
export const verifyChain = (events: readonly Recorded[], sha256: Sha256): ChainVerdict => {
  let previous: Recorded | undefined;
  for (const event of events) {
    const reason = breakBetween(previous, event, sha256);
    if (reason) return { kind: 'broken', version: event.version, reason };
    previous = event;
  }
  return { kind: 'intact', events: events.length };
};

const BEGINNING = { version: -1, epoch: 0, hash: '' };

const breakBetween = (
  previous: Recorded | undefined,
  event: Recorded,
  sha256: Sha256,
): ChainBreak | undefined => {
  const last = previous
    ? { version: previous.version, epoch: previous.actor.epoch, hash: previous.hash }
    : BEGINNING;
  if (event.version !== last.version + 1) return 'version-gap';
  if (event.actor.epoch < last.epoch) return 'epoch-decreased';
  if (event.prevHash !== last.hash) return 'prev-hash-mismatch';
  if (event.hash !== chainedHash(event.prevHash, contentHash(event, sha256), sha256)) return 'hash-mismatch';
  return undefined;
};
