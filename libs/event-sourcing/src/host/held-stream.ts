// A stream while a host holds it: lease, folded state, and the inputs that it knows.
import { fold, type Decider, type Effect, type Event, type Input } from '../decider';
import { openEffects, type OpenEffects } from '../open-effects';
import { type Recorded, type RecordedInput, type StoredStream } from '../record';
import { type Upcast } from '../upcast';
import { RecentIds } from './recent-ids';

/** Where the events of a recorded input stand. */
export type InputPlace = Pick<RecordedInput, 'firstVersion' | 'count'>;

/** Whose stream it is: said once, by its first event. */
export interface StreamPlace {
  readonly tenantId: string;
  readonly callId: string;
}

export class HeldStream<S, I extends Input, E extends Event, F extends Effect> {
  private readonly inputs = new Map<string, InputPlace>();
  private readonly ignored: RecentIds;
  private folded: S;
  private last: number;
  private recordedPlace: StreamPlace | undefined;
  /** What the predecessor left open; undefined once it has been taken up. */
  private leftOpen: OpenEffects<E, F> | undefined;

  /** Throws UnknownEventType when the owner cannot understand its own stream. */
  constructor(
    private readonly decider: Decider<S, I, E, F>,
    readonly epoch: number,
    loaded: { readonly stored: StoredStream<E, I>; readonly upcast?: Upcast<E>; readonly ignoredMax: number },
  ) {
    const { stored, upcast } = loaded;
    const events = upcast ? stored.events.map(upcast) : stored.events;
    this.folded = fold(decider, decider.initial, eventsOf(events));
    this.last = stored.version;
    for (const { input, firstVersion, count } of stored.inputs)
      this.inputs.set(input.inputId, { firstVersion, count });
    this.recordedPlace = stored.events[0];
    this.ignored = new RecentIds(loaded.ignoredMax);
    this.leftOpen = openEffects(decider, events, stored.inputs);
  }

  get state(): S {
    return this.folded;
  }

  get version(): number {
    return this.last;
  }

  /** Undefined before the first event. */
  get place(): StreamPlace | undefined {
    return this.recordedPlace;
  }

  get isFinal(): boolean {
    return this.decider.isFinal(this.folded);
  }

  get isTakenUp(): boolean {
    return this.leftOpen === undefined;
  }

  wasHandled(inputId: string): boolean {
    return this.inputs.has(inputId) || this.ignored.has(inputId);
  }

  placeOf(inputId: string): InputPlace | undefined {
    return this.inputs.get(inputId);
  }

  ignore(input: I): void {
    this.ignored.add(input.inputId);
    this.leftOpen?.answered(input);
  }

  append(input: I, events: readonly Recorded<E>[]): void {
    this.folded = fold(this.decider, this.folded, eventsOf(events));
    this.inputs.set(input.inputId, { firstVersion: this.last + 1, count: events.length });
    this.last += events.length;
    this.recordedPlace ??= events[0];
    this.leftOpen?.answered(input);
  }

  /** What is to be performed again, once: the second time it is empty. */
  takeLeftOpen(): ReturnType<OpenEffects<E, F>['list']> {
    const open = this.leftOpen?.list() ?? [];
    this.leftOpen = undefined;
    return open;
  }
}

const eventsOf = <E extends Event>(recorded: readonly Recorded<E>[]): E[] =>
  recorded.map(({ event }) => event);
