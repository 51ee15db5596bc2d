// What every recognition engine must do, spoken by a synthetic voice through mu-law.
import { decodeMulaw, encodeMulaw } from '@trunkline/audio';
import { createFlite, type Flite, type FliteVoice } from '@trunkline/flite';
import { type StageHints } from '../domain/stage-hints';
import {
  type EngineFault,
  type FinalResult,
  type PreparedStage,
  type SpeechRecogniser,
} from './speech-recogniser.port';

const HINTS: StageHints = {
  stage: 'confirm',
  phrases: ['yes', 'no', 'cancel my order', 'I want to talk to a human', '<digits>'],
  classes: [{ name: 'digits', phrases: ['four', 'seven', 'nine'], repeatMin: 2, repeatMax: 4 }],
  vocabulary: ['please'],
};

interface Heard {
  readonly partials: string[];
  final?: FinalResult;
  fault?: EngineFault;
}

export const speechRecogniserContract = (name: string, open: () => Promise<SpeechRecogniser>): void => {
  describe(`${name} recognises`, () => {
    let flite: Flite;
    let recogniser: SpeechRecogniser;
    beforeAll(async () => {
      [flite, recogniser] = await Promise.all([createFlite(), open()]);
    });
    afterAll(async () => {
      await Promise.all([flite.close(), recogniser.close()]);
    });

    const prepared = (hints: StageHints = HINTS): PreparedStage => {
      const result = recogniser.prepare(hints);
      if (result.kind === 'refused') throw new Error(result.reason);
      return result.stage;
    };

    const speak = async (text: string, voice: FliteVoice = 'rms'): Promise<Int16Array> =>
      decodeMulaw(encodeMulaw((await flite.speak({ voice, text })).pcm));

    /** Pushes up to a second of audio at once, so as not to outrun the engine's queue. */
    const recognise = (pcm: Int16Array, stage = prepared()): Promise<Heard> =>
      new Promise((resolve) => {
        const heard: Heard = { partials: [] };
        const utterance = recogniser.openLine().begin(stage, {
          onPartial: (text) => heard.partials.push(text),
          onFinal: (final) => resolve({ ...heard, final }),
          onFault: (fault) => resolve({ ...heard, fault }),
        });
        for (let at = 0; at < pcm.length; at += 160) utterance.push(pcm.slice(at, at + 160));
        utterance.finish();
      });

    it('tells words, their times, and trusts what it expects', async () => {
      const pcm = await speak('cancel my order');
      const { final, partials } = await recognise(pcm);
      expect(final?.text).toBe('cancel my order');
      expect(final?.confidence).toBeGreaterThan(0.5);
      expect(final?.words.map(({ text }) => text)).toEqual(['cancel', 'my', 'order']);
      let before = 0;
      for (const { startMs, endMs } of final?.words ?? []) {
        expect(startMs).toBeGreaterThanOrEqual(before);
        expect(endMs).toBeGreaterThan(startMs);
        before = startMs;
      }
      expect(before).toBeLessThan(pcm.length / 8);
      expect(partials.length).toBeGreaterThan(0);
    });

    it('does not trust what it does not expect', async () => {
      const { final } = await recognise(await speak('the weather is nice today'));
      expect(final?.confidence).toBeLessThan(0.4);
    });

    it('recognises several callers at the same time', async () => {
      const texts = ['yes', 'no', 'four seven nine'];
      const spoken = await Promise.all(texts.map((text) => speak(text)));
      const heard = await Promise.all(spoken.map((pcm) => recognise(pcm)));
      expect(heard.map(({ final }) => final?.text)).toEqual(texts);
    });

    it('tells nothing of a cancelled utterance, and serves the next', async () => {
      let told = 0;
      const count = (): void => void told++;
      const utterance = recogniser
        .openLine()
        .begin(prepared(), { onPartial: count, onFinal: count, onFault: count });
      utterance.push(await speak('cancel'));
      utterance.cancel();
      const before = told;
      const { final } = await recognise(await speak('yes'));
      expect(final?.text).toBe('yes');
      expect(told).toBe(before);
    });

    it('has nothing to say about silence or about no audio at all', async () => {
      expect((await recognise(new Int16Array(0))).final).toMatchObject({
        text: '',
        confidence: 0,
        words: [],
      });
      expect((await recognise(new Int16Array(4_000))).final?.text).toBe('');
    });

    it('follows the stage: the same sound is heard as what is expected', async () => {
      const pcm = await speak('no');
      const other = prepared({ ...HINTS, stage: 'other', phrases: ['know', 'nope'], vocabulary: [] });
      expect((await recognise(pcm, other)).final?.text).toMatch(/^(know|nope)$/);
      expect((await recognise(pcm)).final?.text).toBe('no');
    });

    it('pronounces names that no dictionary has', async () => {
      const stage = prepared({ ...HINTS, stage: 'names', phrases: ['zorblax', 'yes'] });
      expect((await recognise(await speak('zorblax'), stage)).final?.text).toBe('zorblax');
    });

    it.each([
      ['without words', { ...HINTS, phrases: [], vocabulary: [] }],
      ['that cannot be pronounced', { ...HINTS, phrases: ['order 42'] }],
      ['with a phrase that names no class', { ...HINTS, phrases: ['<nothing>'] }],
    ])('refuses hints %s', (_what, hints) => {
      expect(recogniser.prepare(hints).kind).toBe('refused');
    });
  });
};
