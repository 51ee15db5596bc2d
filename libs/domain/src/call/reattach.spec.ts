// The line lost us and found us again: the unheard is said again, what is under way goes on.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

const again = (call: CallScript, playingPromptId?: string) =>
  call.tell({
    type: 'Reattach',
    gateway: 'g2',
    ...(playingPromptId === undefined ? {} : { playingPromptId }),
  });

it('listens again and repeats the question that was lost', () => {
  const call = new CallScript(orderDesk).start();
  call.play('p1').begin(300);
  again(call);
  expect(call.last('PromptCut')).toMatchObject({ promptId: 'p2', playedMs: 0, heard: '' });
  expect(call.said.slice(-2)).toEqual(['I am back.', 'How can I help you?']);
  expect(call.effects).toContainEqual({ type: 'Listen', stage: 'welcome' });
});

it('leaves alone what is still playing', () => {
  const call = new CallScript(orderDesk).start();
  call.play('p1');
  const playing = call.begin(300);
  expect(again(call, playing).map(({ type }) => type)).toEqual(['LineReattached']);
});

it('lets go on what the reflex had paused', () => {
  const call = new CallScript(orderDesk).start();
  call.play('p1');
  const playing = call.begin(300);
  call.tell({ type: 'SpeechStarted', utteranceId: 'x', startMs: 0, pausedPromptId: playing, playedMs: 300 });
  again(call, playing);
  expect(call.effects).toContainEqual({ type: 'ResumePrompt', promptId: playing });
  expect(call.isTimed('pause')).toBe(false);
  expect(
    call.tell({ type: 'SpeechFinal', utteranceId: 'x', text: 'cancel', confidence: 1, startMs: 0, endMs: 1 }),
  ).toEqual([]);
});

it('discloses again when the disclosure was lost', () => {
  const call = new CallScript(orderDesk).start();
  call.begin(300);
  again(call);
  expect(call.said.slice(2)).toEqual(['I am the voice agent of Acme.', 'I am back.', 'How can I help you?']);
});

it('reads back anew what was not heard whole', () => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  call.play(call.alive[0]?.promptId ?? '').begin(300);
  again(call);
  expect(call.all('ReadBack').map(({ confirmationId }) => confirmationId)).toEqual(['c1', 'c2']);
  call.listen().say('yes');
  expect(call.last('ActionAuthorized')).toMatchObject({ confirmationId: 'c2' });
});

it('does not touch an action that is under way', () => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  again(call);
  expect(call.all('ActionAuthorized')).toHaveLength(1);
  call.settle('succeeded', { result: { status: 'open' } });
  expect(call.stage).toBe('confirm_cancel');
});

it('tells an answer again that was lost', () => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  again(call);
  expect(call.said.filter((words) => words === 'The order is open.')).toHaveLength(2);
});

it('hangs up when the closing words were lost', () => {
  const call = new CallScript(orderDesk).start().listen().say('goodbye');
  again(call);
  expect(call.effects).toContainEqual({ type: 'HangUp', reason: 'goodbye' });
});

it('hangs up again when the hang-up was lost', () => {
  const call = new CallScript(orderDesk).start().listen().say('goodbye').listen();
  again(call);
  expect(call.effects.filter(({ type }) => type === 'HangUp')).toHaveLength(2);
});

it('keeps the bed on for a caller who waits', () => {
  const call = new CallScript(orderDesk).start().listen().say('a human').listen();
  again(call);
  expect(call.last('LineReattached')).toMatchObject({ bed: true, muted: false });
  expect(call.said.at(-1)).toBe('I am back.');
});
