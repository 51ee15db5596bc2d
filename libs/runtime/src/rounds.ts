// Something that is done every so often beside the work of a process: one round at a time, and none after the stop.

export interface RoundsOptions {
  /** One round. It looks at `signal` between its steps and ends early when told to. */
  readonly round: (signal: AbortSignal) => Promise<unknown>;
  /** Until the first round, and from the end of one to the beginning of the next. At most 2^31-1. */
  readonly firstMs: number;
  readonly everyMs: number;
  /** A round that failed; the next one comes all the same. */
  readonly onFault: (error: unknown) => void;
}

export interface Rounds {
  /** Waits for the round under way. */
  stop(): Promise<void>;
}

/** Holds no process open by itself. */
export const startRounds = ({ round, firstMs, everyMs, onFault }: RoundsOptions): Rounds => {
  const stopping = new AbortController();
  let underWay: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const wait = (delayMs: number): void => {
    timer = setTimeout(() => {
      underWay = Promise.resolve()
        .then(() => round(stopping.signal))
        .catch(onFault)
        .then(() => (stopping.signal.aborted ? undefined : wait(everyMs)));
    }, delayMs);
    timer.unref();
  };
  wait(firstMs);
  return {
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
      return underWay;
    },
  };
};

/** Up to a tenth more or less, so that processes that began together do not stay together. `chance` is in 0..1. */
export const aboutMs = (meanMs: number, chance: number): number => Math.round(meanMs * (0.9 + 0.2 * chance));
