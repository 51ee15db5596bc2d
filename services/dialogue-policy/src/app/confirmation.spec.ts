// What a confirmation says comes from the record, and every part of it is under the signature.
import { call } from '@trunkline/domain';
import { type Recorded } from '@trunkline/event-sourcing';
import { signatureOf } from './confirmation';

const { confirmationIn } = call;

const readBack: call.ReadBack = {
  type: 'ReadBack',
  v: 1,
  confirmationId: 'c1',
  tool: 'cancel_order',
  args: { order: '49112' },
  argsDigest: 'd1',
  promptId: 'p4',
  textDigest: 't1',
};
const confirmed: call.Confirmed = {
  type: 'Confirmed',
  v: 1,
  confirmationId: 'c1',
  argsDigest: 'd1',
  utteranceId: 'u3',
  method: 'speech',
  heardAt: 123,
};
const authorised: call.ActionAuthorized = {
  type: 'ActionAuthorized',
  v: 1,
  actionId: 'a1',
  tool: 'cancel_order',
  toolHash: 'h1',
  effect: 'irreversible',
  args: { order: '49112' },
  argsDigest: 'd1',
  confirmationId: 'c1',
  deadlineAt: 200,
  stage: 'cancel',
};
const record = (...events: call.CallEvent[]): Recorded<call.CallEvent>[] =>
  events.map((event, version) => ({
    eventId: String(version),
    tenantId: 'acme',
    callId: 'call-0001',
    stream: 'call/call-0001',
    version,
    at: 1,
    inputId: String(version),
    causationId: String(version),
    actor: { service: 's', instance: 'i', epoch: 1 },
    event,
    prevHash: '',
    hash: '',
  }));
const terms = {
  confirmationId: 'call-0001-c1',
  tenantId: 'acme',
  callId: 'call-0001',
  tool: 'cancel_order',
  toolHash: 'h1',
  argsDigest: 'd1',
  promptId: 'p4',
  utteranceId: 'u3',
  method: 'speech',
  heardAtMs: 123,
  readBackDigest: 't1',
};

it('puts the read-back, the yes and the authorisation together', () => {
  expect(confirmationIn(record(readBack, confirmed, authorised), 'c1')).toEqual(terms);
});

it.each<[string, call.CallEvent[]]>([
  ['nothing was read back', [confirmed, authorised]],
  ['nobody said yes', [readBack, authorised]],
  ['nothing was authorised', [readBack, confirmed]],
  ['something else was authorised', [readBack, confirmed, { ...authorised, argsDigest: 'd2' }]],
  ['the yes was about something else', [readBack, { ...confirmed, argsDigest: 'd2' }, authorised]],
  ['another one was confirmed', [readBack, { ...confirmed, confirmationId: 'c2' }, authorised]],
])('has none where %s', (_, events) => {
  expect(confirmationIn(record(...events), 'c1')).toBeUndefined();
});

it.each(Object.keys(terms))('signs %s', (name) => {
  const changed = { ...terms, [name]: name === 'heardAtMs' ? 124 : 'other' };
  expect(signatureOf(changed, 'secret')).not.toBe(signatureOf(terms, 'secret'));
  expect(signatureOf(terms, 'another')).not.toBe(signatureOf(terms, 'secret'));
});
