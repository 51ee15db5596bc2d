// When speech starts and ends, spelled frame by frame.
import fc from 'fast-check';
import { FRAME_MS } from '@trunkline/audio';
import { type Activity, type FrameEvidence, QUIET, step } from './activity';
import { DEFAULT_SETTINGS, type VoiceSignal } from './voice-activity.port';

// One letter is 20 ms. v voiced · . not voiced (no second opinion)
// V voiced and speech by the second opinion · u voiced, second opinion against · s silent, second opinion against ·
// w not voiced but the second opinion sure of speech
const alphabet: Record<string, Pick<FrameEvidence, 'isVoiced' | 'probability'>> = {
  v: { isVoiced: true, probability: undefined },
  '.': { isVoiced: false, probability: undefined },
  V: { isVoiced: true, probability: 0.9 },
  u: { isVoiced: true, probability: 0.05 },
  s: { isVoiced: false, probability: 0.05 },
  w: { isVoiced: false, probability: 0.9 },
};

const told = (line: string): string[] => {
  let activity: Activity = QUIET;
  return [...line].flatMap((letter, index) => {
    const mediaMs = index * FRAME_MS;
    const evidence = { mediaMs, ...(alphabet[letter] ?? alphabet['.']) } as FrameEvidence;
    const [next, signals] = step(activity, evidence, DEFAULT_SETTINGS);
    activity = next;
    return signals.map((signal) => `${mediaMs + FRAME_MS}: ${named(signal)}`);
  });
};

const named = (signal: VoiceSignal): string =>
  signal.kind === 'speech-ended'
    ? `ended ${signal.startMs}-${signal.endMs}`
    : `${signal.kind.slice(7)} ${signal.startMs}`;

describe('with the fast opinion alone', () => {
  it.each([
    [
      '....vvvvvvvvvv..............',
      ['140: started 80', '480: ended 80-280'],
      'starts after 60 ms, ends after the hangover',
    ],
    ['..v....v....v...............', [], 'clicks are no speech'],
    [
      '..vv.v.vv.vvvvvvv...........',
      ['180: started 40', '540: ended 40-340'],
      'a broken onset starts where it began',
    ],
    [
      'vvvvvvv.......vvvvv.............',
      ['60: started 0', '580: ended 0-380'],
      'a short pause is part of the speech',
    ],
    ['vvvv.............', ['60: started 0', '280: dismissed 0'], 'too short to be speech'],
  ])('%s', (line, expected) => {
    expect(told(line)).toEqual(expected);
  });
});

describe('with the second opinion', () => {
  it.each([
    [
      'ssuuuVVVVVVVsssssssssss',
      ['100: started 40', '440: ended 40-240'],
      'agreement confirms what has started',
    ],
    [
      'ssuuuuuuuuuuuuuuuuuuuuu',
      ['100: started 40', '300: dismissed 40'],
      'sound without agreement is dismissed once',
    ],
    [
      'ssuuuuuuuuuuuuuuuuuuuuuVVVVsssssssssss',
      ['100: started 40', '300: dismissed 40', '480: started 460', '740: ended 460-540'],
      'speech out of a dismissed noise starts anew',
    ],
    [
      'ssuuuVVVVVVVuuuuuuuuuuuuuuuuu',
      ['100: started 40', '440: ended 40-240'],
      'noise that stays on does not keep speech alive',
    ],
    [
      'sswwwwwwwwsssssssssss',
      ['100: started 40', '400: ended 40-200'],
      'what only the second opinion hears is speech',
    ],
  ])('%s', (line, expected) => {
    expect(told(line)).toEqual(expected);
  });
});

it('alternates: what starts is ended or dismissed before anything else starts, within its own times', () => {
  const line = fc.string({ unit: fc.constantFrom('v', '.', 'V', 'u', 's', 'w'), maxLength: 200 });
  fc.assert(
    fc.property(line, (letters) => {
      let open: number | undefined;
      let activity: Activity = QUIET;
      [...letters].forEach((letter, index) => {
        const mediaMs = index * FRAME_MS;
        const [next, signals] = step(
          activity,
          { mediaMs, ...alphabet[letter] } as FrameEvidence,
          DEFAULT_SETTINGS,
        );
        activity = next;
        for (const signal of signals) {
          if (signal.kind === 'speech-started') {
            expect(open).toBeUndefined();
            expect(signal.startMs).toBeLessThanOrEqual(mediaMs);
            open = signal.startMs;
          } else {
            expect(signal.startMs).toBe(open);
            open = undefined;
          }
        }
      });
    }),
  );
});
