// The synthesiser in its worker threads.
import { createFlite, type Flite, FLITE_VOICES, FliteError } from '@trunkline/flite';
import { levelOf } from '@trunkline/audio';

const kindOf = async (spoken: Promise<unknown>): Promise<string> => {
  const error: unknown = await spoken.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof FliteError ? error.kind : 'spoken';
};

describe('flite', () => {
  let flite: Flite;
  beforeAll(async () => {
    flite = await createFlite({ workersMax: 2, queueMax: 8 });
  });
  afterAll(() => flite.close());

  it.each(FLITE_VOICES)('%s speaks evenly loud, at once, with every word marked', async (voice) => {
    const text = 'Your total is $42.50, okay?';
    const { pcm, marks, durationMs } = await flite.speak({ voice, text });
    expect(durationMs).toBeGreaterThan(2_000);
    expect(durationMs).toBe(Math.round(pcm.length / 8));
    expect(pcm.findIndex((sample) => Math.abs(sample) > 300)).toBeLessThanOrEqual(8 * 30);
    expect(Math.abs(levelOf(pcm) + 20)).toBeLessThan(3);
    expect(marks.map(({ endChar }) => text.slice(0, endChar).split(' ').at(-1))).toEqual([
      'Your',
      'total',
      'is',
      '$42.50',
      'okay',
    ]);
    const ends = marks.map(({ endMs }) => endMs);
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(durationMs - (ends.at(-1) ?? 0)).toBeLessThan(150);
  });

  it('marks words where the silence between them is', async () => {
    const { pcm, marks } = await flite.speak({ voice: 'kal', text: 'stop, stop' });
    const at = (marks[0]?.endMs ?? 0) * 8;
    expect(levelOf(pcm.subarray(at + 8 * 20, at + 8 * 100))).toBeLessThan(-45);
  });

  it.each(['', '...', '\u{1f600}', '\u4f60\u597d'])('has nothing to say for %j', async (text) => {
    expect((await flite.speak({ voice: 'slt', text })).durationMs).toBe(0);
  });

  it.each(['--help', '-o /etc/passwd', 'a\u0000b', '<speak>', '$', 'lengthy '.repeat(50)])(
    'survives %.20j',
    async (text) => {
      expect(await kindOf(flite.speak({ voice: 'kal', text }))).toBe('spoken');
    },
  );

  it('refuses text longer than a piece', async () => {
    expect(await kindOf(flite.speak({ voice: 'kal', text: 'x'.repeat(401) }))).toBe('too-long');
  });

  it('gives the place back when cancelled, and refuses more than its queue holds', async () => {
    const abort = new AbortController();
    const spoken = Array.from({ length: 10 }, () =>
      flite.speak({ voice: 'kal', text: 'hello', signal: abort.signal }),
    );
    const refused = flite.speak({ voice: 'kal', text: 'one too many' });
    const kinds = Promise.all(spoken.map(kindOf));
    expect(await kindOf(refused)).toBe('overloaded');
    abort.abort();
    expect(new Set(await kinds)).toEqual(new Set(['cancelled']));
    expect(await kindOf(flite.speak({ voice: 'kal', text: 'again' }))).toBe('spoken');
  });

  it('speaks what is urgent before what waits', async () => {
    const one = await createFlite({ workersMax: 1 });
    const order: string[] = [];
    const say = (text: string, isUrgent: boolean): Promise<unknown> =>
      one.speak({ voice: 'kal', text, isUrgent }).then(() => order.push(text));
    await Promise.all([say('running', false), say('later', false), say('now', true)]);
    await one.close();
    expect(order).toEqual(['running', 'now', 'later']);
  });

  it('replaces a worker that does not answer in time', async () => {
    const hasty = await createFlite({ workersMax: 1, deadlineMs: 150 });
    const long = 'seven '.repeat(66);
    const kinds = await Promise.all(
      [long, long, long].map((text) => kindOf(hasty.speak({ voice: 'slt', text }))),
    );
    expect(kinds).toContain('stalled');
    expect(await kindOf(hasty.speak({ voice: 'kal', text: '' }))).toBe('spoken');
    await hasty.close();
  });

  it('ends what waits when it closes', async () => {
    const closing = await createFlite({ workersMax: 1 });
    const kinds = Promise.all(
      ['one', 'two', 'three'].map((text) => kindOf(closing.speak({ voice: 'slt', text }))),
    );
    await closing.close();
    expect(new Set(await kinds)).toEqual(new Set(['closed']));
    expect(await kindOf(closing.speak({ voice: 'slt', text: 'late' }))).toBe('closed');
  });
});
