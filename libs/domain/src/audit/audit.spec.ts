// Each refusal is an event, up to a bound.
import { fold } from '@trunkline/event-sourcing';
import { auditDecider, REFUSALS_MAX, type Audit } from './audit';

const refusal = (n: number) =>
  ({
    type: 'NoteRefusal',
    inputId: `i${n}`,
    at: n,
    code: 'KEY_REUSED',
    actionId: 'a1',
    tool: 'cancel',
  }) as const;

it('records a refusal without its content', () => {
  expect(auditDecider.decide(auditDecider.initial, refusal(1))).toEqual([
    { type: 'RequestRefused', v: 1, code: 'KEY_REUSED', actionId: 'a1', tool: 'cancel' },
  ]);
});

it('records no more than a bound per call', () => {
  let [audit, recorded]: [Audit, number] = [auditDecider.initial, 0];
  for (let n = 0; n < REFUSALS_MAX + 5; n += 1) {
    const events = auditDecider.decide(audit, refusal(n));
    recorded += events.length;
    audit = fold(auditDecider, audit, events);
  }
  expect(recorded).toBe(REFUSALS_MAX);
});
