// A bell as a decider, a clock that is moved by hand, and a store that fails when told: for the host's specs.
import {
  type Append,
  type Appended,
  type ClearTimer,
  type Decider,
  type Event,
  type EventStore,
  type Input,
  type Scheduler,
  type SetTimer,
  StoreUnavailable,
  type TimerFired,
} from '@trunkline/event-sourcing';

interface Bell {
  readonly rung: number;
  readonly isEnded: boolean;
}

export type BellInput =
  | (Input & { readonly type: 'Ring'; readonly tone: string })
  | (Input & { readonly type: 'Wind'; readonly dueAt: number })
  | (Input & { readonly type: 'Stop' | 'Struck' | 'Nod' | 'End' })
  | TimerFired;

export type BellEvent =
  | { readonly type: 'Rung'; readonly v: 1; readonly tone?: string }
  | { readonly type: 'Wound'; readonly v: 1; readonly dueAt: number }
  | { readonly type: 'Stopped' | 'Answered' | 'Ended'; readonly v: 1 };

export type BellEffect = { readonly type: 'Strike'; readonly tone: string } | SetTimer | ClearTimer;

const decided = (input: BellInput): BellEvent[] => {
  switch (input.type) {
    case 'Ring':
      return [{ type: 'Rung', v: 1, tone: input.tone }];
    case 'TimerFired':
      return [{ type: 'Rung', v: 1 }];
    case 'Wind':
      return [{ type: 'Wound', v: 1, dueAt: input.dueAt }];
    case 'Stop':
      return [{ type: 'Stopped', v: 1 }];
    case 'Struck':
      return [{ type: 'Answered', v: 1 }];
    case 'End':
      return [{ type: 'Ended', v: 1 }];
    case 'Nod':
      return [];
  }
};

export const bellDecider: Decider<Bell, BellInput, BellEvent, BellEffect> = {
  category: 'bell',
  initial: { rung: 0, isEnded: false },
  decide: (bell, input) => (bell.isEnded ? [] : decided(input)),
  evolve: (bell, event) => ({
    rung: bell.rung + (event.type === 'Rung' ? 1 : 0),
    isEnded: bell.isEnded || event.type === 'Ended',
  }),
  effects: (event) => {
    if (event.type === 'Rung' && event.tone !== undefined) return [{ type: 'Strike', tone: event.tone }];
    if (event.type === 'Wound') return [{ type: 'SetTimer', timerId: 'clapper', dueAt: event.dueAt }];
    if (event.type === 'Stopped') return [{ type: 'ClearTimer', timerId: 'clapper' }];
    return [];
  },
  isFinal: (bell) => bell.isEnded,
};

interface Idling {
  idle(): Promise<void>;
}

export class FakeTime implements Scheduler {
  now = 1_000;
  private readonly due: { readonly at: number; readonly run: () => void }[] = [];

  schedule(at: number, run: () => void): () => void {
    const entry = { at, run };
    this.due.push(entry);
    return () => {
      const index = this.due.indexOf(entry);
      if (index >= 0) this.due.splice(index, 1);
    };
  }

  pending(): number {
    return this.due.length;
  }

  fireDue(): void {
    for (const entry of this.due.filter(({ at }) => at <= this.now)) {
      this.due.splice(this.due.indexOf(entry), 1);
      entry.run();
    }
  }

  /** Moves the clock from one scheduled time to the next until nothing is due any more, or until `until`. */
  async run(host: Idling, until = Infinity): Promise<void> {
    for (;;) {
      await host.idle();
      const next = Math.min(...this.due.map(({ at }) => at));
      if (next > until || next === Infinity) break;
      this.now = Math.max(this.now, next);
      this.fireDue();
    }
    if (until !== Infinity) this.now = Math.max(this.now, until);
  }

  async runUntilSettled(host: Idling, promise: Promise<unknown>): Promise<void> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await host.idle();
      await Promise.resolve();
      if (isSettled) return;
      this.now = Math.max(this.now, Math.min(...this.due.map(({ at }) => at)));
      this.fireDue();
    }
  }
}

/** Fails appends: before they reach the store, or after, when the writer cannot know. */
export class FlakyStore implements EventStore {
  answer: (<E extends Event>() => Promise<Appended<E>>) | undefined;
  private before = 0;
  private after = 0;

  constructor(private readonly store: EventStore) {}

  failBefore(times: number): void {
    this.before = times;
  }

  failAfter(times: number): void {
    this.after = times;
  }

  async append<E extends Event, I extends Input>(append: Append<E, I>): Promise<Appended<E>> {
    if (this.answer) return this.answer<E>();
    if (this.before > 0) {
      this.before -= 1;
      throw new StoreUnavailable('connection refused');
    }
    const appended = await this.store.append(append);
    if (this.after > 0) {
      this.after -= 1;
      throw new StoreUnavailable('connection lost');
    }
    return appended;
  }

  read: EventStore['read'] = (stream, fromVersion) => this.store.read(stream, fromVersion);
  acquire: EventStore['acquire'] = (stream) => this.store.acquire(stream);
  openStreams: EventStore['openStreams'] = (category) => this.store.openStreams(category);
  readAll: EventStore['readAll'] = (after, limit) => this.store.readAll(after, limit);
}
