// Playout under any order of commands: never more than was appended, and the unheard was not said.
import fc from 'fast-check';
import { Playout, type PlayoutSignal } from './playout';
import { playoutMoves, afterMove } from './playout-status';
import { type PromptPoint } from './prompt';

/** Negative zero: told apart from the silence between prompts, and no fade makes it. */
const MARK = 0x7f;
const ids = ['a', 'b', 'c'] as const;
const id = fc.constantFrom(...ids);

type Command =
  | { readonly kind: 'enqueue' | 'cut'; readonly id: string }
  | { readonly kind: 'append'; readonly id: string; readonly samples: number; readonly words: number }
  | { readonly kind: 'finish'; readonly id: string; readonly offByMs: number }
  | { readonly kind: 'pull'; readonly count: number }
  | { readonly kind: 'pause' | 'resume' | 'resume-word' };

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constantFrom('enqueue' as const, 'cut' as const), id }),
  fc.record({ kind: fc.constant('append' as const), id, samples: fc.nat(2_000), words: fc.nat(4) }),
  fc.record({ kind: fc.constant('finish' as const), id, offByMs: fc.constantFrom(0, 0, 0, 100, -100) }),
  fc.record({ kind: fc.constant('pull' as const), count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const, 'resume-word' as const) }),
);

/** What the world outside may claim: samples appended, words by where they end, and every point it was told. */
class Witness {
  readonly playout: Playout;
  readonly appended = new Map<string, number>();
  readonly words = new Map<string, { endSample: number; endChar: number }[]>();
  readonly told = new Map<string, PromptPoint[]>();
  readonly signals: PlayoutSignal[] = [];
  /** Bytes of prompts among all that was pulled. */
  spoken = 0;
  nowMs = 0;

  constructor(bufferedMsMax: number) {
    this.playout = new Playout({ pausedMsMax: 300, bufferedMsMax });
  }

  apply(next: Command): void {
    switch (next.kind) {
      case 'enqueue':
        this.playout.enqueue(next.id);
        return;
      case 'append':
        this.#append(next.id, next.samples, next.words);
        return;
      case 'finish':
        this.playout.finish(next.id, Math.max(0, (this.appended.get(next.id) ?? 0) / 8 + next.offByMs));
        return;
      case 'cut':
        this.#note(this.playout.cut(next.id));
        return;
      case 'pause':
        this.#note(this.playout.pause(this.nowMs));
        return;
      case 'resume':
        this.#note(this.playout.resume());
        return;
      case 'resume-word':
        this.#note(this.playout.resume('word'));
        return;
      case 'pull':
        for (let count = 0; count < next.count; count += 1) this.#pull();
    }
  }

  #append(promptId: string, samples: number, wordCount: number): void {
    const before = this.appended.get(promptId) ?? 0;
    const words = this.words.get(promptId) ?? [];
    const lastChar = words.at(-1)?.endChar ?? 0;
    const added = Array.from({ length: wordCount }, (_, index) => ({
      endSample: before + Math.floor(((index + 1) * samples) / wordCount),
      endChar: lastChar + (index + 1) * 5,
    }));
    const marks = added.map(({ endSample, endChar }) => ({ endMs: endSample / 8, endChar }));
    if (this.playout.append(promptId, new Uint8Array(samples).fill(MARK), marks) !== 'kept') return;
    this.appended.set(promptId, before + samples);
    this.words.set(promptId, [...words, ...added]);
  }

  #pull(): void {
    const { frame, signals } = this.playout.pull(this.nowMs);
    this.nowMs += 20;
    if (frame.length !== 160) throw new Error('a frame is 160 bytes');
    this.spoken += frame.filter((byte) => byte === MARK).length;
    this.signals.push(...signals);
    for (const signal of signals) if ('playedMs' in signal) this.#note(signal);
  }

  #note(point: PromptPoint | undefined): void {
    if (point) this.told.set(point.promptId, [...(this.told.get(point.promptId) ?? []), point]);
  }
}

const runAll = (commands: readonly Command[], bufferedMsMax = 2_000): Witness => {
  const witness = new Witness(bufferedMsMax);
  commands.forEach((next) => witness.apply(next));
  return witness;
};
const commands = fc.array(command, { maxLength: 80, size: 'max' });
const everyRun = (check: (witness: Witness) => void): void =>
  fc.assert(
    fc.property(commands, (given) => check(runAll(given))),
    { numRuns: 300 },
  );

it('never plays more than was appended', () => {
  fc.assert(
    fc.property(commands, (given) => {
      const forwards = given.filter(({ kind }) => kind !== 'resume-word');
      const { spoken, appended } = runAll(forwards, 600_000);
      expect(spoken).toBeLessThanOrEqual([...appended.values()].reduce((sum, each) => sum + each, 0));
    }),
    { numRuns: 300 },
  );
});

it('never takes back what was heard: points of a prompt only grow', () => {
  everyRun(({ told }) => {
    for (const points of told.values()) {
      points.slice(1).forEach((point, index) => {
        expect(point.playedMs).toBeGreaterThanOrEqual(points[index]!.playedMs);
        expect(point.heardChars).toBeGreaterThanOrEqual(points[index]!.heardChars);
      });
    }
  });
});

it('counts no word that did not end within what was played', () => {
  everyRun(({ told, words }) => {
    for (const [promptId, points] of told) {
      for (const { playedMs, heardChars } of points) {
        const ended = (words.get(promptId) ?? []).filter(({ endSample }) => endSample < (playedMs + 1) * 8);
        expect(heardChars).toBeLessThanOrEqual(ended.at(-1)?.endChar ?? 0);
      }
    }
  });
});

it('counts every word of a prompt that was played to its end', () => {
  everyRun(({ signals, words }) => {
    for (const signal of signals) {
      if (signal.kind !== 'finished') continue;
      expect(signal.heardChars).toBe(words.get(signal.promptId)?.at(-1)?.endChar ?? 0);
      expect(signal.playedMs).toBeGreaterThanOrEqual(signal.durationMs - 40);
    }
  });
});

it('tells at most one start and one end of a prompt, in this order', () => {
  everyRun(({ signals }) => {
    for (const promptId of ids) {
      const life = signals.flatMap((signal) =>
        'promptId' in signal &&
        signal.promptId === promptId &&
        ['started', 'finished', 'failed'].includes(signal.kind)
          ? [signal.kind]
          : [],
      );
      expect(life.join(' ')).toMatch(/^(started)?( ?(finished|failed))?$/);
    }
  });
});

it('never stays paused beyond its limit', () => {
  fc.assert(
    fc.property(commands, (given) => {
      const witness = runAll(given);
      witness.apply({ kind: 'pull', count: 16 });
      expect(witness.playout.status).not.toBe('paused');
    }),
  );
});

it('has a status table whose every move leads to a status of the table', () => {
  for (const [status, moves] of Object.entries(playoutMoves)) {
    for (const to of Object.values(moves)) expect(Object.keys(playoutMoves)).toContain(to);
    expect(Object.keys(moves)).not.toContain(status);
  }
  expect(afterMove('idle', 'resume')).toBe('idle');
});
