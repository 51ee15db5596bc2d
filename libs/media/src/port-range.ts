// Even RTP ports from a range, each with the RTCP port above it; a port rests after use so that late packets miss.

export interface PortRange {
  /** Undefined when none is free. */
  take(nowMs: number): number | undefined;
  /** A port that is not out is not taken back: two calls must never share one. */
  give(port: number, nowMs: number): void;
  free(nowMs: number): number;
  /** Taken and not given back. */
  readonly out: number;
  readonly size: number;
}

/** How long a port rests: packets of the call before are still on their way. */
const REST_MS = 2_000;

/** Ports `from`..`to` inclusive; odd ends are rounded inwards. Ports are used in turn, the longest unused first. */
export const portRange = (from: number, to: number): PortRange => {
  const waiting: { port: number; restsUntilMs: number }[] = [];
  const out = new Set<number>();
  for (let port = from + (from % 2); port + 1 <= to; port += 2) waiting.push({ port, restsUntilMs: 0 });
  const size = waiting.length;
  return {
    size,
    take: (nowMs) => {
      const index = waiting.findIndex((entry) => entry.restsUntilMs <= nowMs);
      const port = index < 0 ? undefined : waiting.splice(index, 1)[0]?.port;
      if (port !== undefined) out.add(port);
      return port;
    },
    give: (port, nowMs) => {
      if (out.delete(port)) waiting.push({ port, restsUntilMs: nowMs + REST_MS });
    },
    free: (nowMs) => waiting.filter((entry) => entry.restsUntilMs <= nowMs).length,
    get out() {
      return out.size;
    },
  };
};
