// Turn-taking spelled in time: S speech starts · E speech ends · T final · X empty final · F recognition fault · . 100 ms pass.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

/** Words of the utterances in their order; `unsure` by default: nothing says whether more is to come. */
const run = (script: string, words: readonly string[] = ['something']): CallScript => {
  const call = new CallScript(orderDesk).start().listen();
  let id = 0;
  const starts: number[] = [];
  let spoken = -1;
  const ends: number[] = [];
  for (const sign of script) {
    const utteranceId = `u${id}`;
    switch (sign) {
      case 'S':
        id += 1;
        starts[id] = call.nowMs;
        call.tell({ type: 'SpeechStarted', utteranceId: `u${id}`, startMs: call.nowMs, playedMs: 0 });
        break;
      case 'E':
        ends[id] = call.nowMs;
        call.tell({ type: 'SpeechEnded', utteranceId, endMs: call.nowMs });
        break;
      case 'T':
      case 'X':
        spoken += 1;
        call.tell({
          type: 'SpeechFinal',
          utteranceId,
          text: sign === 'T' ? (words[spoken] ?? 'more') : '',
          confidence: 0.9,
          startMs: starts[id] ?? call.nowMs,
          endMs: ends[id] ?? call.nowMs,
        });
        break;
      case 'F':
        call.tell({ type: 'SpeechFault', utteranceId, part: 'stt', kind: 'stalled' });
        break;
      default:
        call.wait(100);
    }
  }
  return call;
};

const turns = (call: CallScript): readonly string[] =>
  call.all('TurnEnded').map(({ text, evidence, silenceMs }) => `${evidence} after ${silenceMs}: ${text}`);

describe('the end of a turn', () => {
  it.each([
    ['S..ET......', [], 'is not a breath'],
    ['S..ET.......', ['unsure after 700: something'], 'comes when nobody knows and nothing follows'],
    ['S..ET...S..ET.......', ['unsure after 700: something more'], 'waits while the caller goes on'],
    [
      'S..E....T...',
      ['unsure after 700: something'],
      'counts silence from the end of speech, not from a late final',
    ],
    ['S..E.........T', ['unsure after 900: something'], 'is at once when the final comes after the wait'],
    ['S..ET.......T', ['unsure after 700: something'], 'is not undone by the same final once more'],
    ['S..ETT.......', ['unsure after 700: something'], 'hears a final that comes twice once'],
    ['S..EX..........', [], 'does not come of a noise'],
    ['S..ET..S..EX.......', ['unsure after 700: something'], 'is held by a noise no longer than the noise'],
    [
      'S..T.......',
      ['unsure after 700: something'],
      'does not need the end of speech when the final is here',
    ],
  ])('%s %j %s', (script, expected) => {
    expect(turns(run(script))).toEqual(expected);
  });

  it.each([
    ['S..ET..', [], 'is not before a whole intent was followed by a pause'],
    ['S..ET...', ['complete after 300: cancel'], 'comes soon after a whole intent'],
  ])('%s %j %s', (script, expected) => {
    expect(turns(run(script, ['cancel']))).toEqual(expected);
  });

  it('waits for a digit run that is still short', () => {
    const call = new CallScript(orderDesk).start().listen().say('cancel').listen();
    call.speak('four seven');
    call.wait(1_400);
    expect(call.all('TurnEnded')).toHaveLength(1);
    call.speak('one one');
    call.wait(300);
    expect(turns(call).at(-1)).toBe('complete after 300: four seven one one');
    expect(call.last('FactRecorded')).toMatchObject({ key: 'slot.order_number', value: '4711' });
  });

  it('is at once where the flow waits for nothing', () => {
    const eager = { ...orderDesk, endpointing: { completeMs: 0, unsureMs: 0, incompleteMs: 0 } };
    const call = new CallScript(eager).start().listen();
    call.speak('cancel');
    expect(call.stage).toBe('ask_number');
    expect(call.isTimed('end-of-turn')).toBe(false);
  });
});

describe('what does not arrive as it should', () => {
  it('drops a final of a turn that is over', () => {
    const call = run('S..ET.......');
    expect(
      call.tell({
        type: 'SpeechFinal',
        utteranceId: 'u1',
        text: 'stale',
        confidence: 1,
        startMs: 0,
        endMs: 1,
      }),
    ).toEqual([]);
  });

  it('takes words without an onset as speech', () => {
    const call = new CallScript(orderDesk).start().listen();
    const { nowMs } = call;
    call.tell({
      type: 'SpeechFinal',
      utteranceId: 'x',
      text: 'cancel',
      confidence: 1,
      startMs: nowMs,
      endMs: nowMs,
    });
    expect(turns(call.wait(300))).toEqual(['complete after 300: cancel']);
  });

  it('orders utterances by their start when finals overtake each other', () => {
    const call = new CallScript(orderDesk).start().listen();
    const { nowMs } = call;
    const utterance = (utteranceId: string, text: string, startMs: number) => ({
      onset: { type: 'SpeechStarted', utteranceId, startMs, playedMs: 0 } as const,
      final: { type: 'SpeechFinal', utteranceId, text, confidence: 1, startMs, endMs: startMs + 50 } as const,
    });
    const first = utterance('a', 'one', nowMs);
    const second = utterance('b', 'two', nowMs + 100);
    for (const input of [first.onset, second.onset, second.final, first.final]) call.tell(input);
    expect(turns(call.wait(1_000))[0]).toMatch(/: one two$/);
  });

  it('does not end a turn whose first words are still to come', () => {
    const call = new CallScript(orderDesk).start().listen();
    const { nowMs } = call;
    call.tell({ type: 'SpeechStarted', utteranceId: 'b', startMs: nowMs + 50, playedMs: 0 });
    call.tell({ type: 'SpeechStarted', utteranceId: 'a', startMs: nowMs, playedMs: 0 });
    const final = { type: 'SpeechFinal', confidence: 1, startMs: nowMs + 50, endMs: nowMs + 90 } as const;
    call.tell({ ...final, utteranceId: 'b', text: 'cancel' });
    expect(turns(call.wait(1_999))).toEqual([]);
    call.wait(1);
    expect(call.last('SpeechDegraded')).toMatchObject({ kind: 'final-missing' });
    expect(turns(call)).toEqual([expect.stringMatching(/: cancel$/)]);
  });

  it('gives a missing final two seconds, then asks again', () => {
    const call = run('S..E');
    call.wait(1_900);
    expect(call.all('SpeechDegraded')).toEqual([]);
    call.wait(100);
    expect(call.last('SpeechDegraded')).toMatchObject({ part: 'stt', kind: 'final-missing', count: 1 });
    expect(call.last('UtteranceFinal')).toMatchObject({ utteranceId: 'u1', text: '' });
    expect(call.said.at(-1)).toBe('Sorry, I did not get that.');
  });

  it('keeps what it understood when a later part of the turn is lost', () => {
    expect(turns(run('S..ETS..F', ['cancel']).wait(2_000))).toEqual([expect.stringMatching(/: cancel$/)]);
  });

  it('fails for good where the fault outruns the onset: the floor is not held by nobody', () => {
    const call = new CallScript(orderDesk).start().listen();
    call.tell({ type: 'SpeechFault', utteranceId: 'x', part: 'stt', kind: 'overloaded' });
    expect(call.tell({ type: 'SpeechStarted', utteranceId: 'x', startMs: call.nowMs, playedMs: 0 })).toEqual(
      [],
    );
    call.listen();
    expect(call.isTimed('silence')).toBe(true);
  });

  it('goes its technical way at the third fault, and keys still lead somewhere until then', () => {
    const call = run('SF.SF.');
    expect(call.stage).toBe('welcome');
    call.tell({ type: 'SpeechFault', part: 'stt', kind: 'unavailable' });
    expect(call.stage).toBe('technical_human');
    expect(call.last('HandoffRequested')).toMatchObject({ reason: 'ops.degraded_mode', trigger: 'policy' });
    const pressing = run('SF.SF.');
    pressing.press('9');
    expect(pressing.stage).toBe('wanted_human');
  });

  it('asks again below the confidence that a turn needs', () => {
    const call = new CallScript(orderDesk).start().listen().say('cancel', { confidence: 0.2 });
    expect(call.last('Understood')).toMatchObject({ meaning: { kind: 'unsure' } });
    expect(call.said.at(-1)).toBe('Sorry, I did not get that.');
  });
});
