// Virtual time: one thing happens after the other, each with everything that follows from it, and then the clock moves.
import { type EpochMs, type Scheduler } from '@trunkline/event-sourcing';
import { Agenda } from './agenda';

export interface RunLimits {
  /** More steps than this is a world that does not come to rest. */
  readonly stepsMax: number;
  readonly untilMs: EpochMs;
}

export interface Ran {
  readonly end: 'drained' | 'steps' | 'time';
  readonly steps: number;
}

export class Kernel implements Scheduler {
  private readonly agenda = new Agenda();
  private sequence = 0;
  private nowMs: EpochMs;

  constructor(startMs: EpochMs) {
    this.nowMs = startMs;
  }

  get now(): EpochMs {
    return this.nowMs;
  }

  schedule(at: EpochMs, run: () => void): () => void {
    const entry = {
      at: Math.max(at, this.nowMs),
      sequence: (this.sequence += 1),
      run: run as typeof run | undefined,
    };
    this.agenda.push(entry);
    return () => {
      entry.run = undefined;
    };
  }

  after(delayMs: number, run: () => void): () => void {
    return this.schedule(this.nowMs + delayMs, run);
  }

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  async run({ stepsMax, untilMs }: RunLimits): Promise<Ran> {
    for (let steps = 0; ;) {
      const next = this.agenda.pop();
      if (next === undefined) return { end: 'drained', steps };
      if (next.run === undefined) continue;
      if (next.at > untilMs) return { end: 'time', steps };
      if (steps === stepsMax) return { end: 'steps', steps };
      steps += 1;
      this.nowMs = next.at;
      next.run();
      await settled();
    }
  }
}

/**
 * A turn of the event loop: every promise that waits for nothing but other promises has been followed to its end, of
 * hosts and of the effects that hosts do not wait for.
 */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
