// What a "yes" to an irreversible action is worth: short right answers against everything else callers say there.
import { decodeMulaw, encodeMulaw } from '@trunkline/audio';
import { createFlite, type Flite, type FliteVoice } from '@trunkline/flite';
import { type StageHints } from '@trunkline/stt';
import { createSoundswallowerRecogniser } from '@trunkline/stt/adapters/out/soundswallower/soundswallower-recogniser';
import { type FinalResult, type SpeechRecogniser } from '../../../ports/speech-recogniser.port';

/** The least confidence at which the README tells flows to act on a yes. */
const CONFIRM_CONFIDENCE = 0.5;

const DIGITS = 'zero one two three four five six seven eight nine oh'.split(' ');
const HINTS: StageHints = {
  stage: 'confirm',
  phrases: [
    ...['yes', 'correct', 'right', "that's right", 'that is right', "that's correct", 'sure', 'okay'],
    ...['uh-huh', 'mhm', 'go ahead', 'do it', 'no', 'no thanks', 'no thank you', 'wrong', "that's wrong"],
    // Where "incorrect" is not expected, it is heard as "correct".
    ...['incorrect', "that's not right", "it's not right", 'not correct', "don't", 'do not', 'never mind'],
    ...['<digits>', "it's <digits>", 'it is <digits>', 'the number is <digits>', 'no <digits>'],
    ...["no it's <digits>", 'sorry <digits>', 'no i said <digits>', '<digits> not <digits>', 'not <digits>'],
    ...['the last digit is <digits>', 'human', 'agent', 'talk to someone', 'speak to a person', 'goodbye'],
  ],
  classes: [{ name: 'digits', phrases: DIGITS, repeatMin: 1, repeatMax: 5 }],
  vocabulary: 'see alright thanks stop wait hold on one moment excuse me actually said um uh please'.split(
    ' ',
  ),
};

const isYes = (text: string): boolean =>
  text !== '' &&
  !/\b(no|not|don't|wrong|incorrect|never)\b/.test(text) &&
  /^((yes|correct|right|that's|that|is|sure|okay|uh-huh|mhm|go|ahead|do|it|please) ?)+$/.test(text);

const WRONG = [
  ...[
    'no',
    'no thank you',
    'wrong',
    'do not',
    'never mind',
    'wait',
    'stop',
    'one',
    'six',
    'seven six',
    'nine',
  ],
  ...['four seven one one two', 'no four seven one one three', 'yesterday', 'your desk', 'dress', 'less'],
  ...['chess', 'incorrect', 'unless', 'address', 'what', 'hello', 'maybe', 'I am not sure', 'let me think'],
  ...['the weather is nice today', 'I have to ask my wife', 'turn the radio down', 'we should go home'],
];

/** Numbers that look random and are the same in each run. */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
};

/** What the line gives the recogniser: 200 ms before the speech, 200 ms after it, frames wherever they fall. */
const onTheLine = (pcm: Int16Array, offsetMs: number, gain: number): Int16Array => {
  const before = Math.round((200 + offsetMs) * 8);
  const line = new Int16Array(Math.ceil((before + pcm.length + 1_600) / 160) * 160);
  line.set(
    pcm.map((sample) => Math.round(sample * gain)),
    before,
  );
  return decodeMulaw(encodeMulaw(line));
};

const burst = (random: () => number): Int16Array => {
  const length = Math.round(8 * (150 + 400 * random()));
  return Int16Array.from({ length }, (_, at) => 16_000 * (random() - 0.5) * Math.exp((-3 * at) / length));
};

const spread = (values: readonly number[]): string =>
  [...values]
    .sort((a, b) => a - b)
    .map((value) => value.toFixed(2))
    .join(' ');

describe('a yes in a confirm stage', () => {
  let flite: Flite;
  let recogniser: SpeechRecogniser;
  beforeAll(async () => {
    const options = { workers: 1, seats: 1, queueMs: 10_000, stallMs: 10_000 };
    [flite, recogniser] = await Promise.all([
      createFlite(),
      createSoundswallowerRecogniser({ ...options, waitingMax: 0, seatWaitMs: 0 }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([flite.close(), recogniser.close()]);
  });

  const hear = (pcm: Int16Array): Promise<FinalResult> =>
    new Promise((resolve, reject) => {
      const prepared = recogniser.prepare(HINTS);
      if (prepared.kind === 'refused') return reject(new Error(prepared.reason));
      const utterance = recogniser.openLine().begin(prepared.stage, {
        onPartial: () => undefined,
        onFinal: resolve,
        onFault: ({ detail }) => reject(new Error(detail)),
      });
      utterance.push(pcm);
      utterance.finish();
    });

  const say = async (voice: FliteVoice, text: string): Promise<Int16Array> =>
    (await flite.speak({ voice, text })).pcm;

  /** Confidence of what counts as a yes, 0 for anything else. */
  const trust = async (pcm: Int16Array): Promise<number> => {
    const { text, confidence } = await hear(pcm);
    return isYes(text) ? confidence : 0;
  };

  // One decoder hears all voices in turn, so that what it keeps from one call to the next is in the numbers.
  it('is acted on in 19 of 20 calls, wherever its frames fall and however loud it is', async () => {
    const random = seeded(7);
    const told: Record<string, number[]> = { rms: [], awb: [], kal16: [], kal: [] };
    for (let round = 0; round < 6; round++) {
      for (const voice of ['rms', 'awb', 'kal16', 'kal'] as const) {
        const gain = [1, 0.5, 0.25][round % 3] ?? 1;
        told[voice]?.push(await trust(onTheLine(await say(voice, 'yes'), 20 * random(), gain)));
      }
    }
    const report = Object.entries(told).map(([voice, values]) => `${voice}: ${spread(values)}`);
    const all = Object.values(told).flat();
    const accepted = all.filter((value) => value >= CONFIRM_CONFIDENCE).length;
    expect(accepted / all.length >= 0.95 ? [] : report).toEqual([]);
  }, 120_000);

  it('is never taken from what is no yes', async () => {
    const random = seeded(11);
    const acted: string[] = [];
    const judge = async (what: string, pcm: Int16Array): Promise<void> => {
      const value = await trust(onTheLine(pcm, 20 * random(), 1));
      if (value >= CONFIRM_CONFIDENCE) acted.push(`${what}: ${value.toFixed(2)}`);
    };
    for (const voice of ['slt', 'rms', 'awb', 'kal'] as const) {
      for (const text of WRONG) await judge(`${voice} ${text}`, await say(voice, text));
    }
    for (let round = 0; round < 12; round++) await judge('noise burst', burst(random));
    expect(acted).toEqual([]);
  }, 240_000);
});
