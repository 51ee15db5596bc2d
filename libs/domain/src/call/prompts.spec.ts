// Reports of prompts: what failed is said again, but not for ever, and never what was taken back.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

const fail = (call: CallScript, promptId = call.alive[0]?.promptId ?? 'none') =>
  call.tell({ type: 'NotePromptFailed', promptId, playedMs: 0, heardChars: 0, because: 'engine' });

const toReadBack = (): CallScript => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  call.play(call.alive[0]?.promptId ?? '');
  return call;
};

it('says again what failed', () => {
  const call = new CallScript(orderDesk).start();
  call.play('p1');
  fail(call, 'p2');
  expect(call.last('PromptFailed')).toMatchObject({ promptId: 'p2', heard: '', because: 'engine' });
  expect(call.said.slice(1)).toEqual(['How can I help you?', 'How can I help you?']);
});

it('discloses again when that failed', () => {
  const call = new CallScript(orderDesk).start();
  fail(call, 'p1');
  expect(call.said.at(-1)).toBe('I am the voice agent of Acme.');
});

it('goes its technical way after three failures in a row', () => {
  const call = new CallScript(orderDesk).start();
  call.play('p1');
  for (let time = 0; time < 2; time++) fail(call);
  expect(call.stage).toBe('welcome');
  fail(call);
  expect(call.stage).toBe('technical_human');
});

it('forgets failures once a prompt was heard', () => {
  const call = new CallScript(orderDesk).start();
  call.play('p1');
  for (let time = 0; time < 2; time++) fail(call);
  call.listen().say('mumble');
  for (let time = 0; time < 2; time++) fail(call);
  expect(call.stage).toBe('welcome');
});

it('reads back anew, so that nothing unheard is agreed to', () => {
  const call = toReadBack();
  fail(call);
  expect(call.last('ReadBack')).toMatchObject({ confirmationId: 'c2' });
});

it('does not say again what was taken back, nor what only bridged a wait', () => {
  const call = new CallScript(orderDesk).start();
  call.play('p1').say('cancel');
  const before = call.said.length;
  expect(call.last('PromptWithdrawn')).toMatchObject({ promptId: 'p2' });
  fail(call, 'p2');
  expect(call.said).toHaveLength(before);
  call.listen().say('4711').listen().say('yes');
  fail(call);
  expect(call.said.filter((words) => words === 'I am looking it up.')).toHaveLength(1);
});

it('hangs up when closing words fail', () => {
  const call = new CallScript(orderDesk).start().listen().say('goodbye');
  fail(call);
  expect(call.effects).toContainEqual({ type: 'HangUp', reason: 'goodbye' });
});

it('discloses at once when the line cut it and nobody speaks', () => {
  const call = new CallScript(orderDesk).start();
  call.begin(300);
  call.cut('p2', 0).cut('p1', 300);
  expect(call.said.at(-1)).toBe('I am the voice agent of Acme.');
});

it('means nothing for a prompt that is unknown or over', () => {
  const call = new CallScript(orderDesk).start().listen();
  for (const promptId of ['p1', 'p99']) {
    expect(call.tell({ type: 'NotePromptStarted', promptId })).toEqual([]);
    expect(call.tell({ type: 'NotePromptFinished', promptId, playedMs: 1, durationMs: 1 })).toEqual([]);
    expect(call.tell({ type: 'NotePromptCut', promptId, playedMs: 1, heardChars: 1 })).toEqual([]);
    expect(fail(call, promptId)).toEqual([]);
  }
});
