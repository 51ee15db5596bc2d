// A good call crashed at each of its appends in turn: whoever takes over, no invariant breaks.
import { FAULT_KINDS } from './faults/profile';
import { orderDesk } from './order-desk.fixture';
import { reportOf } from './report';
import { simulateCall, type CallTerms, type SimulatedCall } from './simulate-call';

const calm = (seed: string): CallTerms => ({ ...orderDesk, seed, without: FAULT_KINDS });

const done = ({ trace }: SimulatedCall) =>
  (trace.ledger ?? []).map(({ tool, argsDigest }) => ({ tool, argsDigest }));

/** The first call without any fault in which something is done that cannot be taken back. */
const golden = async (): Promise<SimulatedCall> => {
  for (let seed = 1; seed < 200; seed += 1) {
    const call = await simulateCall(calm(String(seed)));
    if (done(call).length === 1 && call.person.habits.length === 0) return call;
  }
  throw new Error('no call in which something is done');
};

it.each(['crash-before-append', 'crash-after-append'] as const)('%s, wherever it is', async (kind) => {
  const whole = await golden();
  const appends = whole.opportunities('crash-before-append');
  expect(appends).toBeGreaterThan(40);
  let served = 0;
  for (let append = 1; append <= appends; append += 1) {
    const call = await simulateCall({ ...calm(whole.seed), script: { kind, nth: append } });
    const where = `${kind} ${append}`;
    expect({ where, broken: call.violations.length > 0 ? reportOf(call) : '' }).toEqual({
      where,
      broken: '',
    });
    if (done(call).some(({ argsDigest }) => argsDigest === done(whole)[0]?.argsDigest)) served += 1;
  }
  // A crash may cost the caller's wish, when they are not understood again in time; it seldom does.
  expect(served / appends).toBeGreaterThan(0.8);
});
