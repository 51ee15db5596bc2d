// Timers of the wall clock, however far away: Node's own hold at most 2^31-1 ms.

const WAIT_MS_MAX = 2_147_000_000;

/** What a host of deciders wants of a scheduler; returns the way out of what was scheduled. */
export interface WallScheduler {
  schedule(at: number, run: () => void): () => void;
}

/** `clock` gives ms since 1970. */
export const wallScheduler = (clock: () => number): WallScheduler => ({
  schedule: (at, run) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const delayMs = Math.max(0, at - clock());
      timer = setTimeout(delayMs > WAIT_MS_MAX ? wait : run, Math.min(delayMs, WAIT_MS_MAX));
    };
    wait();
    return () => clearTimeout(timer);
  },
});
