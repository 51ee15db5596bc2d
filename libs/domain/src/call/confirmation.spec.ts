// Confirmation of what cannot be undone: played whole, agreed to after its end, by the caller, in time, once.
import { specify } from '../specify';
import { callDecider } from './decide';
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

/** The read-back is queued and not begun. */
const toReadBack = (flow = orderDesk): CallScript => {
  const call = new CallScript(flow).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  call.play(call.alive[0]?.promptId ?? '');
  expect(call.alive.map(({ kind }) => kind)).toEqual(['read-back']);
  return call;
};
const cancelled = (call: CallScript) =>
  call.all('ActionAuthorized').filter(({ tool }) => tool === 'cancel_order');

it('binds the yes to tool and arguments, and the action to the yes', () => {
  const call = toReadBack().listen().say('yes');
  const readBack = call.last('ReadBack');
  const confirmed = call.last('Confirmed');
  expect(confirmed).toMatchObject({
    confirmationId: 'c1',
    argsDigest: readBack?.argsDigest,
    method: 'speech',
  });
  expect(cancelled(call)).toEqual([
    expect.objectContaining({
      confirmationId: 'c1',
      args: { order: '4711' },
      argsDigest: readBack?.argsDigest,
    }),
  ]);
});

it('names every argument in the words that are read back', () => {
  const call = toReadBack();
  expect(call.last('PromptQueued')).toMatchObject({
    kind: 'read-back',
    claims: ['slot.order_number'],
    sentences: ['I will cancel order four seven one one for good.', 'Shall I?'],
  });
});

it('does not read back in words that leave an argument out', () => {
  const silent = { ...orderDesk, phrases: { ...orderDesk.phrases, read_back: { texts: ['Shall I?'] } } };
  const call = new CallScript(silent)
    .start()
    .listen()
    .say('cancel')
    .listen()
    .say('4711')
    .listen()
    .say('yes')
    .listen();
  call.settle('succeeded', { result: { status: 'open' } });
  expect(call.all('ReadBack')).toEqual([]);
  expect(call.stage).toBe('technical_human');
});

describe('a yes that is too early', () => {
  it('while the read-back plays is refused; it is cut and said again as a new one', () => {
    const call = toReadBack();
    const promptId = call.begin(500);
    call.speak('yes', { over: promptId });
    call.cut(promptId, 900).wait(300);
    expect(call.last('ConfirmationRefused')).toMatchObject({
      confirmationId: 'c1',
      because: 'read-back-not-finished',
    });
    expect(call.said.slice(-2)).toEqual([
      'Please listen to the end first.',
      'I will cancel order four seven one one for good. Shall I?',
    ]);
    expect(call.last('ReadBack')).toMatchObject({ confirmationId: 'c2' });
    expect(cancelled(call)).toEqual([]);
    call.listen().say('yes');
    expect(cancelled(call)).toEqual([expect.objectContaining({ confirmationId: 'c2' })]);
  });

  it('that began before the end is refused even when it ends after it', () => {
    const call = toReadBack();
    const promptId = call.begin(500);
    call.tell({ type: 'SpeechStarted', utteranceId: 'x', startMs: call.nowMs, playedMs: 0 });
    call.wait(call.durationMs(promptId) - 500);
    const durationMs = call.durationMs(promptId);
    call.tell({ type: 'NotePromptFinished', promptId, playedMs: durationMs, durationMs });
    const startMs = call.nowMs - 100;
    call.wait(200);
    call.tell({
      type: 'SpeechFinal',
      utteranceId: 'x',
      text: 'yes',
      confidence: 1,
      startMs,
      endMs: call.nowMs,
    });
    call.wait(300);
    expect(call.last('ConfirmationRefused')).toMatchObject({ because: 'started-before-end' });
    expect(cancelled(call)).toEqual([]);
  });

  it('after a read-back that was not played whole is refused', () => {
    const call = toReadBack();
    const promptId = call.begin(500);
    call.tell({ type: 'NotePromptFinished', promptId, playedMs: 500, durationMs: call.durationMs(promptId) });
    call.say('yes');
    expect(call.last('ConfirmationRefused')).toMatchObject({ because: 'read-back-not-finished' });
    expect(cancelled(call)).toEqual([]);
  });

  it('pressed while it plays is refused', () => {
    const call = toReadBack();
    call.begin(500);
    call.press('1');
    expect(call.last('ConfirmationRefused')).toMatchObject({ because: 'read-back-not-finished' });
    expect(cancelled(call)).toEqual([]);
  });

  it('is not tried for ever', () => {
    const call = toReadBack();
    for (let time = 0; time < 4; time++) call.press('1');
    expect(call.stage).toBe('lost_human');
    expect(call.all('ReadBack')).toHaveLength(4);
  });
});

it('asks again after a yes that was hardly heard, and the read-back still stands', () => {
  const call = toReadBack().listen().say('yes', { confidence: 0.6 });
  expect(call.last('ConfirmationRefused')).toMatchObject({ confirmationId: 'c1', because: 'low-confidence' });
  call.listen().say('yes');
  expect(cancelled(call)).toEqual([expect.objectContaining({ confirmationId: 'c1' })]);
});

it('takes the key 1 as a yes', () => {
  const call = toReadBack().listen().press('1');
  expect(call.last('Confirmed')).toMatchObject({ method: 'dtmf', utteranceId: 'digit-1' });
  expect(cancelled(call)).toHaveLength(1);
});

it('acts once on a yes that is said twice', () => {
  const call = toReadBack().listen().say('yes').say('yes');
  call.listen().press('1');
  expect(cancelled(call)).toHaveLength(1);
});

it('is void after a no', () => {
  const call = toReadBack().listen().say('no');
  expect(call.last('ConfirmationVoided')).toMatchObject({ because: 'caller-said-no' });
  expect(call.stage).toBe('more');
  expect(cancelled(call)).toEqual([]);
});

it('is void when it was not answered in time, and is read back again', () => {
  const patient = { ...orderDesk, limits: { ...orderDesk.limits, silenceMs: 60_000 } };
  const call = new CallScript(patient)
    .start()
    .listen()
    .say('cancel')
    .listen()
    .say('4711')
    .listen()
    .say('yes')
    .listen();
  call.settle('succeeded', { result: { status: 'open' } });
  call.listen().wait(30_000);
  expect(call.last('ConfirmationVoided')).toMatchObject({ confirmationId: 'c1', because: 'expired' });
  expect(call.last('ReadBack')).toMatchObject({ confirmationId: 'c2' });
});

it('is void in time for a caller who speaks too late, and is read back when they have spoken', () => {
  const patient = { ...orderDesk, limits: { ...orderDesk.limits, silenceMs: 60_000 } };
  const call = toReadBack(patient).listen().wait(29_900);
  call.speak('yes');
  expect(call.all('ReadBack')).toHaveLength(1);
  call.wait(300);
  expect(call.all('ReadBack')).toHaveLength(2);
  expect(cancelled(call)).toEqual([]);
});

it('is void after a correction, and what is confirmed is the new value', () => {
  const call = toReadBack().listen().say('no i mean 4 7 1 2');
  expect(call.last('ConfirmationVoided')).toMatchObject({ because: 'corrected' });
  expect(call.stage).toBe('check_number');
  call.listen().say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  call.listen().say('yes');
  expect(cancelled(call)).toEqual([expect.objectContaining({ args: { order: '4712' } })]);
});

it('hears a correction that follows the yes before anything is authorised', () => {
  const call = toReadBack().listen();
  call.speak('yes');
  call.wait(200);
  call.speak('no wait 4 7 1 2');
  call.wait(2_000);
  expect(cancelled(call)).toEqual([]);
  expect(call.last('FactRecorded')).toMatchObject({ key: 'slot.order_number', value: '4712' });
});

it('is void with the call, and with the fence', () => {
  const left = toReadBack().listen();
  left.tell({ type: 'EndLine', reason: 'caller-hung-up' });
  expect(left.last('ConfirmationVoided')).toMatchObject({ because: 'call-ended' });
  const human = toReadBack().listen().say('a human');
  expect(human.all('ConfirmationVoided')).toHaveLength(1);
  expect(human.stage).toBe('wanted_human');
});

it('does not carry an action with other arguments than were read back', () => {
  const act = {
    ...orderDesk.stages.cancel_order!,
    args: { order: { from: 'constant', value: '4712' } },
  } as never;
  const call = toReadBack({ ...orderDesk, stages: { ...orderDesk.stages, cancel_order: act } })
    .listen()
    .say('yes');
  expect(call.all('Confirmed')).toHaveLength(1);
  expect(cancelled(call)).toEqual([]);
  expect(call.last('ReadBack')).toMatchObject({ confirmationId: 'c2' });
});

it('is used up by its action: trying again takes a new one', () => {
  const act = { ...orderDesk.stages.cancel_order!, failed: { '*': 'cancel_order' } } as never;
  const call = toReadBack({ ...orderDesk, stages: { ...orderDesk.stages, cancel_order: act } })
    .listen()
    .say('yes');
  call.settle('failed', { errorCode: 'busy' });
  expect(cancelled(call)).toHaveLength(1);
  expect(call.last('ReadBack')).toMatchObject({ confirmationId: 'c2' });
});

it('does not carry an action that comes much later', () => {
  const more = { ...orderDesk.stages.more!, intents: [{ intent: 'status', goto: 'cancel_order' }] } as never;
  const confirm = { ...orderDesk.stages.confirm_cancel!, yes: 'more' } as never;
  const flow = { ...orderDesk, stages: { ...orderDesk.stages, more, confirm_cancel: confirm } };
  const soon = toReadBack(flow).listen().say('yes').listen().say('status');
  expect(cancelled(soon)).toHaveLength(1);
  const late = toReadBack(flow).listen().say('yes').listen();
  for (let time = 0; time < 6; time++) late.wait(5_000).say('okay');
  late.say('status');
  expect(cancelled(late)).toEqual([]);
  expect(late.last('ReadBack')).toMatchObject({ confirmationId: 'c2' });
});

it('is void with the fence when it was not used', () => {
  const confirm = { ...orderDesk.stages.confirm_cancel!, yes: 'wanted_human' } as never;
  const flow = { ...orderDesk, stages: { ...orderDesk.stages, confirm_cancel: confirm } };
  const call = toReadBack(flow).listen().say('yes');
  expect(call.last('ConfirmationVoided')).toMatchObject({ confirmationId: 'c1', because: 'fenced' });
});

it('given a read-back that is too old, when a yes outruns its timer, then it is refused', () => {
  const call = toReadBack().listen();
  const endedMs = call.last('PromptFinished')?.endedMs ?? 0;
  const late = endedMs + 30_001;
  const { events } = specify(callDecider(orderDesk))
    .given(...call.events)
    .when({
      type: 'SpeechFinal',
      inputId: 'x',
      at: 1_000_000 + late,
      utteranceId: 'x',
      text: 'yes',
      confidence: 1,
      startMs: endedMs + 1,
      endMs: endedMs + 400,
    });
  expect(events).toContainEqual(expect.objectContaining({ type: 'ConfirmationRefused', because: 'expired' }));
  expect(events.map(({ type }) => type)).not.toContain('Confirmed');
});

it('stays behind with its stage', () => {
  const call = toReadBack().listen().say('goodbye');
  expect(call.all('ConfirmationVoided')).toEqual([
    { type: 'ConfirmationVoided', v: 1, confirmationId: 'c1', because: 'left-stage' },
  ]);
});

it('never lets a stage skip it: the action goes back to its read-back', () => {
  const call = new CallScript({
    ...orderDesk,
    stages: { ...orderDesk.stages, check_number: { ...check(), yes: 'cancel_order' } },
  });
  call.start().listen().say('cancel').listen().say('4711').listen().say('yes');
  expect(cancelled(call)).toEqual([]);
  expect(call.stage).toBe('confirm_cancel');
});

it('given a read-back that ended, when a yes began a millisecond before, then it is refused', () => {
  const call = toReadBack().listen();
  const endedMs = call.last('PromptFinished')?.endedMs ?? 0;
  const { given } = specify(callDecider(orderDesk));
  const yes = (startMs: number) => ({
    type: 'SpeechFinal' as const,
    inputId: 'x',
    at: 1_000_000 + endedMs + 1_000,
    utteranceId: 'x',
    text: 'yes',
    confidence: 1,
    startMs,
    endMs: endedMs + 400,
  });
  const types = (startMs: number) =>
    given(...call.events)
      .when(yes(startMs))
      .events.map(({ type }) => type);
  expect(types(endedMs - 1)).toContain('ConfirmationRefused');
  expect(types(endedMs)).toContain('Confirmed');
});

const check = () => {
  const stage = orderDesk.stages.check_number;
  if (stage?.kind !== 'check') throw new Error('the order desk checks numbers');
  return stage;
};
