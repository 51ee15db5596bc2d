// Results of reads, for the call that asked, for as long as the manifest allows; a write in the call voids them.
import { type ActionEnd } from './action-end';

const CALLS_MAX = 1_000;
const RESULTS_PER_CALL_MAX = 32;

interface Kept {
  readonly untilMs: number;
  readonly end: ActionEnd;
}

export class ResultCache {
  private readonly calls = new Map<string, Map<string, Kept>>();

  get(callId: string, key: string, nowMs: number): ActionEnd | undefined {
    const kept = this.calls.get(callId)?.get(key);
    return kept && nowMs < kept.untilMs ? kept.end : undefined;
  }

  /** The call and the result that were kept longest give way. */
  put(callId: string, key: string, kept: Kept): void {
    const results = this.calls.get(callId) ?? new Map<string, Kept>();
    results.delete(key);
    results.set(key, kept);
    dropOldest(results, RESULTS_PER_CALL_MAX);
    this.calls.delete(callId);
    this.calls.set(callId, results);
    dropOldest(this.calls, CALLS_MAX);
  }

  forget(callId: string): void {
    this.calls.delete(callId);
  }
}

const dropOldest = (map: Map<string, unknown>, sizeMax: number): void => {
  for (const key of map.keys()) {
    if (map.size <= sizeMax) return;
    map.delete(key);
  }
};
