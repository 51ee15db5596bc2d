// The end: closing words are heard, the line is hung up, and a call ends once with what became of it.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

const end = (call: CallScript, reason = 'caller-hung-up') => call.tell({ type: 'EndLine', reason });

it('hangs up when the closing words were heard', () => {
  const call = new CallScript(orderDesk).start().listen().say('goodbye');
  expect(call.last('PromptQueued')).toMatchObject({ kind: 'closing', bargeIn: false });
  expect(call.effects.some(({ type }) => type === 'HangUp')).toBe(false);
  call.listen();
  expect(call.effects).toContainEqual({ type: 'HangUp', reason: 'goodbye' });
});

it('does not wait for ever for the report of closing words, nor for that of the end', () => {
  const call = new CallScript(orderDesk).start().listen().say('goodbye').wait(20_000);
  expect(call.effects).toContainEqual({ type: 'HangUp', reason: 'goodbye' });
  call.wait(20_000);
  expect(call.last('CallEnded')).toMatchObject({ reason: 'line-silent', outcome: 'contained' });
});

it('hears nothing while it hangs up', () => {
  const call = new CallScript(orderDesk).start().listen().say('goodbye');
  const before = call.events.length;
  call.say('wait').press('1');
  expect(call.events).toHaveLength(before);
});

it.each([
  ['caller-hung-up', 'abandoned'],
  ['media-lost', 'failed'],
])('that comes by %s in the middle is %s', (reason, outcome) => {
  const call = new CallScript(orderDesk).start().listen();
  end(call, reason);
  expect(call.last('CallEnded')).toMatchObject({ reason, outcome });
});

it('is contained when the caller leaves with the answer', () => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  call.play(call.alive[0]?.promptId ?? '');
  end(call);
  expect(call.last('CallEnded')).toMatchObject({ outcome: 'contained' });
});

it('clears every timer and comes once', () => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen();
  end(call);
  expect(call.last('CallEnded')).toBe(call.events.at(-1));
  expect(call.all('TimerSet').length).toBe(call.all('TimerCleared').length);
  expect(end(call)).toEqual([]);
  expect(call.tell({ type: 'Reattach', gateway: 'g2' })).toEqual([]);
});

it('means nothing before the start', () => {
  expect(end(new CallScript(orderDesk))).toEqual([]);
});
