// The gateway goes away: the call is handed to a human at a good moment, or said so, and never over an action.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

const drain = (call: CallScript, withinMs: number) => call.tell({ type: 'DrainLine', withinMs });
const flow = {
  ...orderDesk,
  phrases: { ...orderDesk.phrases, undone: { texts: ['Nothing was cancelled yet.'] } },
  globals: { ...orderDesk.globals, undone: 'undone' },
};

const asked = (): CallScript => new CallScript(flow).start().listen();
const looking = (): CallScript => asked().say('cancel').listen().say('4711').listen().say('yes').listen();
const reading = (): CallScript => {
  const call = looking();
  call.settle('succeeded', { result: { status: 'open' } });
  return call;
};
const isHandedOver = (call: CallScript): boolean => call.last('HandoffRequested')?.reason === 'ops.drain';

it('goes on while there is time, and then takes the first good moment', () => {
  const call = asked();
  drain(call, 120_000);
  expect(call.last('DrainNoticed')).toMatchObject({ byAt: 1_000_000 + call.nowMs + 120_000 });
  call.say('cancel').listen();
  expect(call.stage).toBe('ask_number');
  call.wait(120_000 - 45_000 - 1_700);
  expect(isHandedOver(call)).toBe(false);
  call.wait(60_000);
  expect(call.last('HandoffRequested')).toMatchObject({
    reason: 'ops.drain',
    trigger: 'ops',
    queue: 'orders',
  });
});

it('hands over at once when time is short and nothing is under way', () => {
  const call = asked();
  drain(call, 15_000);
  expect(isHandedOver(call)).toBe(true);
  expect(call.effects).toContainEqual({ type: 'FenceActions', fenceEpoch: 1 });
});

it('waits for what is being said and for whoever speaks, but not for long', () => {
  const call = asked().say('cancel');
  const playing = call.begin(100);
  drain(call, 40_000);
  expect(isHandedOver(call)).toBe(false);
  call.tell({
    type: 'SpeechStarted',
    utteranceId: 'x',
    startMs: call.nowMs,
    pausedPromptId: playing,
    playedMs: 1,
  });
  expect(isHandedOver(call)).toBe(false);
  call.wait(20_000);
  expect(isHandedOver(call)).toBe(true);
});

it('waits for the outcome of an action, however short the time is', () => {
  const call = looking();
  drain(call, 5_000);
  call.wait(1_000);
  expect(isHandedOver(call)).toBe(false);
  call.settle('succeeded', { result: { status: 'open' } });
  expect(isHandedOver(call)).toBe(true);
  expect(call.last('SideEffectsFenced') ?? call.last('FenceRaised')).toBeDefined();
});

it('lets a read-back be answered when there is time, and the answer be carried out', () => {
  const call = reading();
  drain(call, 44_000);
  call.listen();
  expect(isHandedOver(call)).toBe(false);
  call.say('yes');
  expect(call.last('ActionAuthorized')).toMatchObject({ tool: 'cancel_order' });
  expect(isHandedOver(call)).toBe(false);
  call.listen().settle('succeeded', { result: { receipt: 'R1' }, receipt: 'R1' });
  call.listen();
  expect(isHandedOver(call)).toBe(true);
});

it('breaks a read-back off in the end, voids it, and says that nothing was done', () => {
  const call = reading();
  drain(call, 30_000);
  expect(call.all('ConfirmationVoided')).toEqual([]);
  call.wait(10_000);
  expect(isHandedOver(call)).toBe(true);
  expect(call.last('ConfirmationVoided')).toMatchObject({ confirmationId: 'c1' });
  expect(call.said).toContain('Nothing was cancelled yet.');
  call.say('yes');
  expect(call.all('ActionAuthorized')).toHaveLength(1);
});

it('means nothing to who talks to a human, waits for one or is saying goodbye, and is heard once', () => {
  const waiting = asked().say('a human');
  expect(drain(waiting, 30_000)).toEqual([]);
  const leaving = asked().say('goodbye');
  expect(drain(leaving, 30_000)).toEqual([]);
  const call = asked();
  drain(call, 90_000);
  expect(drain(call, 10_000)).toEqual([]);
});

it('ends politely when no human can be had', () => {
  const call = asked();
  drain(call, 30_000);
  call.listen().tell({ type: 'FenceDone', actions: [] });
  call.tell({ type: 'NoteHandoff', handoffId: 'call-1-h1', state: 'no-agent', cause: 'none_logged_in' });
  expect(call.said.at(-1)).toBe('I am sorry, nobody is free. Please call again.');
  call.listen();
  expect(call.effects).toContainEqual({ type: 'HangUp', reason: 'handoff-failed' });
});

it('is remembered over a takeover: the timer is in the record', () => {
  const call = asked();
  drain(call, 60_000);
  expect(call.isTimed('drain')).toBe(true);
  call.tell({ type: 'Reattach', gateway: 'g2' });
  expect(call.isTimed('drain')).toBe(true);
});
