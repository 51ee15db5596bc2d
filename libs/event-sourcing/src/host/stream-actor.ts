// One stream in a host: takes its inputs one by one through load, decide, append and the start of effects.
import { throughJson } from '../canonical-json';
import { effectId, fold, type Effect, type Event, type Input } from '../decider';
import { StoreUnavailable, type Appended, type Recorded } from '../record';
import { type SetTimer, type TimerFired } from '../timer';
import {
  ConflictsExhausted,
  type Dispatched,
  type HostFault,
  type HostLimits,
  type HostOptions,
} from './host-contract';
import { EffectStarter } from './effect-starter';
import { HeldStream } from './held-stream';
import { Mailbox, type Activity } from './mailbox';
import { withPatience, type Patience } from './patient-store';

export interface ActorPorts<S, I extends Input, E extends Event, F extends Effect> {
  readonly options: HostOptions<S, I, E, F>;
  readonly limits: HostLimits;
  readonly activity: Activity;
  report(fault: HostFault): void;
  dispatch(stream: string, input: I): Promise<Dispatched<S, E>>;
  /** The actor has nothing to hold or wait for any more, or has lost its stream. */
  forget(actor: StreamActor<S, I, E, F>): void;
}

interface Letter<I extends Input> {
  readonly input: I;
  readonly causationId?: string;
}

export class StreamActor<S, I extends Input, E extends Event, F extends Effect> {
  private readonly mailbox: Mailbox;
  private readonly patience: Patience;
  private readonly effects: EffectStarter<S, I, E, F>;
  private held: HeldStream<S, I, E, F> | undefined;
  private isLost = false;
  private isRecovering = false;
  private lastSeen: { readonly state: S; readonly version: number };

  constructor(
    readonly stream: string,
    private readonly ports: ActorPorts<S, I, E, F>,
  ) {
    const { options, limits, activity } = ports;
    this.lastSeen = { state: options.decider.initial, version: -1 };
    this.mailbox = new Mailbox(limits.mailboxMax, activity, () => this.settle());
    this.patience = { clock: () => options.clock(), scheduler: options.scheduler, limits, activity };
    this.effects = new EffectStarter(stream, {
      options,
      report: (fault) => ports.report(fault),
      answer: (input) => (this.isLost ? Promise.resolve(this.fenced()) : ports.dispatch(stream, input)),
      fire: (timer, id) => void this.fire(timer, id),
    });
  }

  get state(): S | undefined {
    return this.held?.state;
  }

  async dispatch(letter: Letter<I>): Promise<Dispatched<S, E>> {
    // The decider sees exactly what replay will read back.
    const asRecorded = { ...letter, input: throughJson(letter.input) };
    return this.mailbox.post(() => this.guarded(() => this.handle(asRecorded)));
  }

  recover(): Promise<void> {
    return this.mailbox.postAlways(async () => {
      if (!this.isLost) await this.guarded(async () => this.takeUp(this.held ?? (await this.open())));
    });
  }

  /** After what waits has been handled nothing is held any more, and late answers are fenced. */
  release(): Promise<void> {
    return this.mailbox.postAlways(async () => this.lose());
  }

  private async handle(letter: Letter<I>): Promise<Dispatched<S, E>> {
    if (this.isLost) return this.fenced();
    let held = this.held ?? (await this.open());
    for (let attempt = 0; attempt <= this.ports.limits.conflictsMax; attempt += 1) {
      const { decider } = this.ports.options;
      if (held.wasHandled(letter.input.inputId)) return this.duplicate(held, letter.input);
      const events = decider.decide(held.state, letter.input);
      if (events.length === 0) return this.ignored(held, letter.input);
      const appended = await this.append(held, letter, events);
      switch (appended.kind) {
        case 'appended':
          return this.accept(held, letter.input, appended.events);
        case 'fenced':
          return this.fencedBy(appended.epoch);
        case 'conflict':
        case 'duplicate':
          held = await this.load(held.epoch);
      }
    }
    throw new ConflictsExhausted(`${this.stream}: others append faster than this host decides`);
  }

  private append(
    held: HeldStream<S, I, E, F>,
    letter: Letter<I>,
    events: readonly E[],
  ): Promise<Appended<E>> {
    const { options } = this.ports;
    const { decider, store, actor } = options;
    const { input } = letter;
    const place = held.place ?? options.locate(this.stream);
    const append = {
      stream: this.stream,
      tenantId: place.tenantId,
      callId: place.callId,
      expectedVersion: held.version,
      actor: { ...actor, epoch: held.epoch },
      causationId: letter.causationId ?? input.answers ?? input.inputId,
      input,
      events,
      isFinal: decider.isFinal(fold(decider, held.state, events)),
    };
    return withPatience(this.patience, () => store.append<E, I>(append));
  }

  private accept(held: HeldStream<S, I, E, F>, input: I, stored: readonly Recorded<E>[]): Dispatched<S, E> {
    const { options } = this.ports;
    const { decider, upcast } = options;
    const events = upcast ? stored.map(upcast) : stored;
    held.append(input, events);
    this.heard(() => options.onAppended?.(events, held.state));
    this.takeUp(held);
    for (const event of events) {
      decider.effects(event.event).forEach((effect, index) => {
        const id = effectId(this.stream, event.version, index);
        this.effects.start({ effect, effectId: id, event }, false);
      });
    }
    return this.answer('appended', held, events);
  }

  private ignored(held: HeldStream<S, I, E, F>, input: I): Dispatched<S, E> {
    held.ignore(input);
    this.takeUp(held);
    return this.answer('ignored', held, []);
  }

  private async duplicate(held: HeldStream<S, I, E, F>, input: I): Promise<Dispatched<S, E>> {
    this.takeUp(held);
    const place = held.placeOf(input.inputId);
    if (!place) return this.answer('duplicate', held, []);
    const { store, upcast } = this.ports.options;
    const stored = await withPatience(this.patience, () => store.read<E, I>(this.stream, place.firstVersion));
    const events = stored.events.slice(0, place.count);
    return this.answer('duplicate', held, upcast ? events.map(upcast) : events);
  }

  /** Takes the lease, so that a predecessor can append no more, then reads what it left. */
  private async open(): Promise<HeldStream<S, I, E, F>> {
    const { store } = this.ports.options;
    const epoch = await withPatience(this.patience, () => store.acquire(this.stream));
    return this.load(epoch);
  }

  private async load(epoch: number): Promise<HeldStream<S, I, E, F>> {
    const { decider, store, upcast } = this.ports.options;
    const stored = await withPatience(this.patience, () => store.read<E, I>(this.stream));
    const held = new HeldStream(decider, epoch, { stored, upcast, ignoredMax: this.ports.limits.ignoredMax });
    // A reload under the same lease leaves running what this host has started: nothing is left open by others.
    if (this.held?.isTakenUp) held.takeLeftOpen();
    this.held = held;
    return held;
  }

  /** Performs again what a predecessor left open; a final stream is past that. */
  private takeUp(held: HeldStream<S, I, E, F>): void {
    const open = held.takeLeftOpen();
    if (held.isFinal) return;
    for (const effect of open) this.effects.start(effect, true);
  }

  private async fire(timer: SetTimer, id: string): Promise<void> {
    const { options, limits } = this.ports;
    const fired: TimerFired = {
      type: 'TimerFired',
      timerId: timer.timerId,
      inputId: `timer:${timer.timerId}:${id}`,
      at: Math.max(options.clock(), timer.dueAt),
      answers: id,
    };
    try {
      await this.mailbox.postAlways(() => this.guarded(() => this.handleTimer(fired)));
    } catch (error) {
      this.ports.report({ kind: 'timer-failed', stream: this.stream, timerId: timer.timerId, error });
      this.effects.retryTimer(timer, options.clock() + limits.recoverDelayMs, id);
    }
  }

  private async handleTimer(fired: TimerFired): Promise<void> {
    if (!this.effects.isCurrent(fired)) return;
    // A decider that sets timers takes TimerFired among its inputs.
    await this.handle({ input: fired as Input as I });
    if (this.effects.isCurrent(fired)) this.effects.clearTimer(fired.timerId);
  }

  /** When the store stays away it is unknown what was appended: forget everything and take the stream up afresh. */
  private async guarded<T>(job: () => Promise<T>): Promise<T> {
    try {
      return await job();
    } catch (error) {
      if (error instanceof StoreUnavailable) this.drop(error);
      throw error;
    }
  }

  private drop(error: StoreUnavailable): void {
    const { options, limits } = this.ports;
    this.ports.report({ kind: 'store-unavailable', stream: this.stream, error });
    this.effects.clearTimers();
    this.remember();
    this.held = undefined;
    if (this.isRecovering || this.isLost) return;
    this.isRecovering = true;
    options.scheduler.schedule(options.clock() + limits.recoverDelayMs, () => {
      this.isRecovering = false;
      if (!this.isLost) this.recover().catch(() => undefined);
    });
  }

  private fencedBy(epoch: number): Dispatched<S, E> {
    this.ports.report({ kind: 'fenced', stream: this.stream, epoch });
    this.lose();
    return this.fenced();
  }

  private lose(): void {
    this.isLost = true;
    this.remember();
    this.held = undefined;
    this.effects.clearTimers();
    this.ports.forget(this);
  }

  private remember(): void {
    if (this.held) this.lastSeen = { state: this.held.state, version: this.held.version };
  }

  private fenced(): Dispatched<S, E> {
    return { kind: 'fenced', events: [], ...this.lastSeen };
  }

  private answer(
    kind: Dispatched<S, E>['kind'],
    held: HeldStream<S, I, E, F>,
    events: readonly Recorded<E>[],
  ) {
    return { kind, events, state: held.state, version: held.version };
  }

  private heard(listen: () => void): void {
    try {
      listen();
    } catch (error) {
      this.ports.report({ kind: 'listener-failed', stream: this.stream, error });
    }
  }

  /** A stream that has ended, has not begun, or could not be opened, is not kept. */
  private settle(): void {
    const isDone = this.held ? this.held.isFinal || this.held.version < 0 : !this.isRecovering;
    if (!isDone || this.isLost) return;
    this.effects.clearTimers();
    this.ports.forget(this);
  }
}
