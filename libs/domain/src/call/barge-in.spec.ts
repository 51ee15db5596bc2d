// Barge-in: the reflex pauses, words cut, acknowledgements and noises let the prompt go on, and the unheard was not said.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

/** In the middle of the welcome question, 300 ms of it heard. */
const overWelcome = (): { readonly call: CallScript; readonly promptId: string } => {
  const call = new CallScript(orderDesk).start();
  call.play('p1');
  return { call, promptId: call.begin(300) };
};

const onset = (call: CallScript, pausedPromptId: string, utteranceId = 'x') =>
  call.tell({ type: 'SpeechStarted', utteranceId, startMs: call.nowMs, pausedPromptId, playedMs: 300 });

const partial = (call: CallScript, text: string, utteranceId = 'x') =>
  call.tell({ type: 'SpeechPartial', utteranceId, text });

const final = (call: CallScript, text: string, utteranceId = 'x') =>
  call.tell({
    type: 'SpeechFinal',
    utteranceId,
    text,
    confidence: 0.9,
    startMs: call.nowMs,
    endMs: call.nowMs,
  });

describe('judgement after the reflex', () => {
  it.each([
    ['partial', 'stop', 'cut', 'stop-word'],
    ['partial', 'i want', 'cut', 'words'],
    ['final', 'i want', 'cut', 'words'],
    ['final', 'okay', 'resume', 'backchannel'],
    ['final', '', 'resume', 'no-words'],
  ] as const)('of a %s "%s" is to %s: %s', (...[kind, text, verdict, because]) => {
    const { call, promptId } = overWelcome();
    onset(call, promptId);
    const events = kind === 'partial' ? partial(call, text) : final(call, text);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'BargeInJudged', promptId, verdict, because }),
    );
    expect(call.isTimed('pause')).toBe(false);
  });

  it.each(['okay', ''])('waits while a partial "%s" may still become words', (text) => {
    const { call, promptId } = overWelcome();
    onset(call, promptId);
    expect(partial(call, text)).toEqual([]);
    expect(partial(call, 'okay but cancel it')).not.toEqual([]);
  });

  it('resumes at the latest when nothing was understood in time, and still cuts when words follow', () => {
    const { call, promptId } = overWelcome();
    onset(call, promptId);
    call.wait(1_500);
    expect(call.last('BargeInJudged')).toMatchObject({ verdict: 'resume', because: 'timeout' });
    partial(call, 'i want');
    expect(call.last('BargeInJudged')).toMatchObject({ verdict: 'cut', because: 'words' });
  });

  it('makes no turn of an acknowledgement', () => {
    const { call, promptId } = overWelcome();
    onset(call, promptId);
    final(call, 'okay');
    call.wait(3_000);
    expect(call.all('TurnEnded')).toEqual([]);
  });

  it('joins a second utterance to the pause that holds already', () => {
    const { call, promptId } = overWelcome();
    onset(call, promptId);
    call.tell({ type: 'SpeechStarted', utteranceId: 'y', startMs: call.nowMs, playedMs: 300 });
    final(call, 'okay');
    expect(call.all('BargeInJudged')).toEqual([]);
    partial(call, 'i want', 'y');
    expect(call.last('BargeInJudged')).toMatchObject({ utteranceId: 'y', verdict: 'cut' });
  });

  it('ignores a pause of a prompt that is over', () => {
    const call = new CallScript(orderDesk).start().listen();
    onset(call, 'p1');
    expect(call.last('UtteranceStarted')).not.toHaveProperty('pausedPromptId');
    expect(call.isTimed('pause')).toBe(false);
  });
});

describe('the unheard', () => {
  it('is what lies behind the words that were played', () => {
    const { call, promptId } = overWelcome();
    onset(call, promptId);
    partial(call, 'i want');
    call.tell({ type: 'NotePromptCut', promptId, playedMs: 300, heardChars: 7 });
    expect(call.last('PromptCut')).toMatchObject({ promptId, heard: 'How can' });
  });

  it('takes prompts behind the cut one with it', () => {
    const call = new CallScript(orderDesk).start();
    const promptId = call.begin(1_500);
    onset(call, promptId);
    expect(partial(call, 'i want')).toContainEqual(
      expect.objectContaining({ type: 'PromptWithdrawn', promptId: 'p2', because: 'barge-in' }),
    );
  });

  it('is told again when the caller did not move on', () => {
    const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
    call.say('yes').listen();
    call.settle('succeeded', { result: { status: 'open' } });
    const answer = call.begin(100);
    onset(call, answer);
    partial(call, 'hm what');
    call.cut(answer, 100);
    call.cut(call.last('ReadBack')?.promptId ?? '', 0);
    final(call, 'hm what');
    call.wait(1_600);
    expect(call.said.slice(-2)).toEqual(['The order is open.', 'Sorry, I did not get that.']);
  });

  it('leaves a disclosure owed that was cut in its first second', () => {
    const call = new CallScript(orderDesk).start();
    const promptId = call.begin(400);
    onset(call, promptId);
    partial(call, 'cancel');
    call.cut(promptId, 400).cut('p2', 0);
    final(call, 'cancel');
    call.wait(300);
    expect(call.said.slice(-2)).toEqual(['I am the voice agent of Acme.', 'What is the order number?']);
  });

  it('does not repeat a disclosure of which a second was heard', () => {
    const call = new CallScript(orderDesk).start();
    const promptId = call.begin(1_200);
    onset(call, promptId);
    partial(call, 'cancel');
    call.cut(promptId, 1_200).cut('p2', 0);
    final(call, 'cancel');
    call.wait(300);
    expect(call.said.slice(2)).toEqual(['What is the order number?']);
  });
});
