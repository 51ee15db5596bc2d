// Which calls a consumer has set aside, and which of them are wanted back: a fold of the dead letters.

/** What one record among the dead letters says. Offsets of one call's records compare: a call keeps to one partition. */
export type Mark = {
  readonly consumer: string;
  readonly callId: string;
  readonly offset: bigint;
} & (
  | { readonly kind: 'dead'; readonly sourcePartition: number }
  /** Somebody asks that the call be handed over again. */
  | { readonly kind: 'redrive' }
  /** All dead letters up to that offset are handled; the request is answered. */
  | { readonly kind: 'released'; readonly upTo: bigint; readonly request: bigint }
  /** A dead letter was rejected again: the call stays; the request is answered. */
  | { readonly kind: 'kept'; readonly request: bigint }
);

export interface ParkedCall {
  readonly consumer: string;
  readonly callId: string;
  readonly sourcePartition: number;
  /** Offsets of the newest of each kind; -1 for none. */
  readonly dead: bigint;
  readonly released: bigint;
  readonly request: bigint;
  readonly answered: bigint;
}

const NONE = -1n;
const KEPT_MAX = 50_000;

export class ParkedCalls {
  private readonly calls = new Map<string, ParkedCall>();

  /** Released calls are remembered too, because their marks may be seen twice; so many calls at most. */
  constructor(private readonly keptMax = KEPT_MAX) {}

  /** The same mark again changes nothing. */
  apply(mark: Mark): void {
    const key = keyOf(mark);
    const call = this.calls.get(key) ?? fresh(mark);
    this.calls.set(key, applied(call, mark));
    if (this.calls.size > this.keptMax) this.forgetReleased();
  }

  isParked(consumer: string, callId: string): boolean {
    const call = this.calls.get(keyOf({ consumer, callId }));
    return call !== undefined && call.dead > call.released;
  }

  parked(consumer?: string): readonly ParkedCall[] {
    return [...this.calls.values()].filter(
      (call) => call.dead > call.released && (consumer === undefined || call.consumer === consumer),
    );
  }

  /** Parked calls whose newest request nobody has answered. */
  wantedBack(consumer: string): readonly ParkedCall[] {
    return this.parked(consumer).filter(({ request, answered }) => request > answered);
  }

  /** The half that was seen first, as far as it is not parked. */
  private forgetReleased(): void {
    for (const [key, { dead, released }] of [...this.calls].slice(0, this.keptMax / 2)) {
      if (dead <= released) this.calls.delete(key);
    }
  }
}

const keyOf = ({ consumer, callId }: Pick<Mark, 'consumer' | 'callId'>): string => `${consumer}\n${callId}`;

const fresh = ({ consumer, callId }: Mark): ParkedCall => ({
  consumer,
  callId,
  sourcePartition: -1,
  dead: NONE,
  released: NONE,
  request: NONE,
  answered: NONE,
});

const applied = (call: ParkedCall, mark: Mark): ParkedCall => {
  switch (mark.kind) {
    case 'dead':
      return { ...call, dead: max(call.dead, mark.offset), sourcePartition: mark.sourcePartition };
    case 'redrive':
      return { ...call, request: max(call.request, mark.offset) };
    case 'released':
      return {
        ...call,
        released: max(call.released, mark.upTo),
        answered: max(call.answered, mark.request),
      };
    case 'kept':
      return { ...call, answered: max(call.answered, mark.request) };
  }
};

const max = (one: bigint, other: bigint): bigint => (one > other ? one : other);
