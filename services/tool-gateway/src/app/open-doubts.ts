// Actions that were told as unknown and are not cleared up, as this process knows them.
import { type action } from '@trunkline/domain';

export class OpenDoubts {
  private readonly open = new Map<string, { readonly tool: string; readonly sinceMs: number }>();
  /** A tool once in doubt is reported at zero afterwards. */
  private readonly tools = new Set<string>();

  constructor(private readonly clock: () => number) {}

  note(state: action.Action): void {
    if (state.status === 'none') return;
    const { actionId, tool } = state.reserved;
    const isOpen = state.settled?.outcome === 'unknown' && state.status !== 'closed';
    if (!isOpen || !state.settled) return void this.open.delete(actionId);
    this.tools.add(tool);
    this.open.set(actionId, { tool, sinceMs: state.settled.at });
  }

  byTool(): ReadonlyMap<string, { count: number; oldestAgeMs: number }> {
    const nowMs = this.clock();
    const found = new Map([...this.tools].map((tool) => [tool, { count: 0, oldestAgeMs: 0 }]));
    for (const { tool, sinceMs } of this.open.values()) {
      const { count, oldestAgeMs } = found.get(tool) ?? { count: 0, oldestAgeMs: 0 };
      found.set(tool, { count: count + 1, oldestAgeMs: Math.max(oldestAgeMs, nowMs - sinceMs) });
    }
    return found;
  }
}
