// How many hand-offs and human agents there are in which state, per queue.
import { type TenantView } from './tenant-view';
import { type QueueLevels } from '../observations';
import { type Agents } from './agents';
import { type KnownHandoff } from './handoffs';

export interface LevelPorts {
  readonly tenants: (tenantId: string) => TenantView | undefined;
  readonly tenantIds: () => readonly string[];
}

export const levelsOf = (open: readonly KnownHandoff[], ports: LevelPorts, agents: Agents): QueueLevels => {
  const queues = ports
    .tenantIds()
    .flatMap((tenantId) =>
      Object.values(ports.tenants(tenantId)?.queues ?? {}).map((queue) => ({ tenantId, queue })),
    );
  const handoffs = open.map(({ status, queue }) => ({ state: status, queue }));
  const people = queues.flatMap(({ tenantId, queue }) =>
    queue.agents.map(({ id }) => ({
      state: agents.state({ tenantId, agentId: id }).status,
      queue: queue.name,
    })),
  );
  return { open: counted(handoffs), agents: counted(people), oldestQueued: oldest(open) };
};

interface Item {
  readonly state: string;
  readonly queue: string;
}

const counted = (items: readonly Item[]): (Item & { readonly count: number })[] => {
  const counts = new Map<string, Item & { readonly count: number }>();
  for (const { state, queue } of items) {
    const key = `${queue} ${state}`;
    counts.set(key, { state, queue, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
};

const oldest = (open: readonly KnownHandoff[]): { queue: string; atMs: number }[] => {
  const since = new Map<string, number>();
  for (const handoff of open) {
    if (handoff.status !== 'queued') continue;
    since.set(handoff.queue, Math.min(since.get(handoff.queue) ?? Infinity, handoff.openedAt));
  }
  return [...since].map(([queue, atMs]) => ({ queue, atMs }));
};
