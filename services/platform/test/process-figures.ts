// What a process costs and how promptly it reacts, from outside: /proc and its own HTTP pages.
import { readFile } from 'node:fs/promises';

/** Resident memory in MB. */
export const residentMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024;
};

/** CPU time used so far, all threads, in seconds; clock ticks of Linux are 10 ms. */
export const cpuSeconds = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** The upper bound, in seconds, of the bucket that holds the share, over all series of the histogram; Infinity beyond the last. */
export const quantileOf = (metrics: string, name: string, share: number): number => {
  const counts = new Map<number, number>();
  for (const [, bound = '', count] of metrics.matchAll(
    new RegExp(`^${name}_bucket\\{[^}]*le="([^"]+)"[^}]*\\} (\\d+)`, 'gm'),
  )) {
    const upTo = bound === '+Inf' ? Infinity : Number(bound);
    counts.set(upTo, (counts.get(upTo) ?? 0) + Number(count));
  }
  const total = counts.get(Infinity) ?? 0;
  if (total === 0) throw new Error(`no observation of ${name} in the metrics`);
  const bounds = [...counts.keys()].sort((one, other) => one - other);
  return bounds.find((bound) => (counts.get(bound) ?? 0) >= total * share) ?? Infinity;
};

/** Milliseconds until a page has come. */
export const answerMs = async (url: string): Promise<number> => {
  const since = performance.now();
  await (await fetch(url, { signal: AbortSignal.timeout(10_000) })).text();
  return performance.now() - since;
};
