// Upcasting: shapes on disk are never edited; a reader lifts them, step by step, to the shape of today.
import { type Event } from './decider';
import { type Recorded } from './record';

/** Lifts exactly one version of one type; the result may have another type. */
export interface Upcaster {
  readonly type: string;
  readonly v: number;
  upcast(event: Event): Event;
}

export interface EventSchema<E extends Event> {
  /** Every type that the reader understands, with the one version of it that it understands. */
  readonly current: Readonly<Record<E['type'], number>>;
  readonly upcasters: readonly Upcaster[];
}

/** A reader of the record: stored envelope in, today's envelope out. Throws UnknownEventType. */
export type Upcast<E extends Event> = (recorded: Recorded) => Recorded<E>;

/** The owner of a stream refuses to go on with an event that it does not understand. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
  constructor(
    readonly stream: string,
    readonly version: number,
    readonly type: string,
  ) {
    super(`unknown event type ${type} at ${stream}@${version}`);
  }
}

const STEPS_MAX = 64;

export const upcastWith = <E extends Event>(schema: EventSchema<E>): Upcast<E> => {
  const current = new Map<string, number>(Object.entries(schema.current));
  const isCurrent = (event: Event): event is E => current.get(event.type) === event.v;
  const upcasters = new Map(schema.upcasters.map((upcaster) => [stepKey(upcaster), upcaster]));
  return (recorded) => {
    let event = recorded.event;
    for (let step = 0; step < STEPS_MAX; step += 1) {
      if (isCurrent(event)) return { ...recorded, event };
      const upcaster = upcasters.get(stepKey(event));
      if (!upcaster) break;
      event = upcaster.upcast(event);
    }
    throw new UnknownEventType(recorded.stream, recorded.version, `${event.type} v${event.v}`);
  };
};

const stepKey = (step: { readonly type: string; readonly v: number }): string => `${step.type} v${step.v}`;
