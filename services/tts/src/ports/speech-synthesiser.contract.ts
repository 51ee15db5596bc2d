// What every synthesis engine must do.
import { levelOf } from '@trunkline/audio';
import { type PieceResult, type SpeechSynthesiser } from './speech-synthesiser.port';

export const speechSynthesiserContract = (name: string, open: () => Promise<SpeechSynthesiser>): void => {
  describe(`${name} speaks`, () => {
    let synthesiser: SpeechSynthesiser;
    beforeAll(async () => {
      synthesiser = await open();
    });
    afterAll(() => synthesiser.close());

    const speak = (
      text: string,
      options: { voice?: string; signal?: AbortSignal } = {},
    ): Promise<PieceResult> =>
      synthesiser.speak({
        voice: synthesiser.voices[0],
        text,
        isUrgent: true,
        signal: new AbortController().signal,
        ...options,
      });

    it('with sound from the first moment on, and every word marked in order', async () => {
      const text = 'Your order number is four seven.';
      const result = await speak(text);
      if (result.kind === 'failed') throw new Error(result.fault.detail);
      expect(levelOf(result.pcm)).toBeGreaterThan(-26);
      expect(result.pcm.findIndex((sample) => Math.abs(sample) > 200)).toBeLessThan(8 * 40);
      expect(result.marks.map(({ endChar }) => text.slice(0, endChar).split(' ').at(-1))).toEqual([
        'Your',
        'order',
        'number',
        'is',
        'four',
        'seven',
      ]);
      const ends = result.marks.map(({ endMs }) => endMs);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
      expect(ends.at(-1)).toBeLessThanOrEqual(result.pcm.length / 8);
    });

    it('nothing where there is nothing to say', async () => {
      expect(await speak('\u{1f600} ...')).toEqual({ kind: 'spoken', pcm: new Int16Array(0), marks: [] });
    });

    it('only with a voice it has', async () => {
      expect(await speak('yes', { voice: 'nobody' })).toMatchObject({
        kind: 'failed',
        fault: { kind: 'bad-input' },
      });
    });

    it('no piece that is too long, and goes on', async () => {
      expect(await speak('x'.repeat(20_000))).toMatchObject({ kind: 'failed', fault: { kind: 'bad-input' } });
      expect((await speak('yes')).kind).toBe('spoken');
    });

    it('not for long after it was told to stop', async () => {
      const abort = new AbortController();
      const all = Promise.all(
        Array.from({ length: 20 }, () => speak('one moment please', { signal: abort.signal })),
      );
      abort.abort();
      await all;
      expect((await speak('yes')).kind).toBe('spoken');
    });
  });
};
