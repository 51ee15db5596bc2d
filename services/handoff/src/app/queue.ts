// The queue search: the most urgent caller first, offered to the longest idle human agent who has not been asked yet.
import { type EpochMs } from '@trunkline/event-sourcing';
import {
  type HumanAgent as AgentState,
  type NoAgentCause,
  type Queued,
} from '@trunkline/domain/handoff/index';
import { type HumanAgent, type Queue } from '@trunkline/tenant';
import { type TenantView } from './tenant-view';
import { readyAgents, type AgentKey } from './agents';

export interface QueueSearchPorts {
  readonly tenants: (tenantId: string) => TenantView | undefined;
  /** Every caller that waits, of all tenants. */
  readonly waiting: () => readonly Queued[];
  readonly agentState: (key: AgentKey) => AgentState;
  readonly clock: () => EpochMs;
  readonly newId: () => string;
  readonly reserve: (
    key: AgentKey,
    offer: { offerId: string; handoffId: string; until: EpochMs },
  ) => Promise<boolean>;
  /** Resolves to false when the caller no longer waits. */
  readonly offer: (handoffId: string, offer: { offerId: string; agent: HumanAgent }) => Promise<boolean>;
  readonly free: (key: AgentKey, offerId: string) => Promise<void>;
  readonly nobody: (handoffId: string, cause: NoAgentCause) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/** One search runs at a time; asked for meanwhile, it runs once more. */
export class QueueSearch {
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;
  private isWanted = false;

  constructor(private readonly ports: QueueSearchPorts) {}

  search(): void {
    this.isWanted = true;
    if (!this.isRunning) this.running = this.run();
  }

  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.isWanted) {
      this.isWanted = false;
      for (const caller of inTurn(this.ports.waiting())) {
        await this.serve(caller).catch((error: unknown) => this.ports.onFault(error));
      }
    }
    this.isRunning = false;
  }

  private async serve(caller: Queued): Promise<void> {
    const queue = this.ports.tenants(caller.tenantId)?.queues[caller.queue];
    const listed = queue?.agents ?? [];
    const stateOf = (agent: HumanAgent) => this.ports.agentState(keyOf(caller, agent));
    for (const agent of readyAgents(listed, stateOf)) {
      if (caller.excluded.includes(agent.id) || !hasSkills(agent, queue)) continue;
      if (await this.tryOffer(caller, agent)) return;
    }
    await this.ports.nobody(caller.handoffId, whyNobody(caller, listed, stateOf));
  }

  private async tryOffer(caller: Queued, agent: HumanAgent): Promise<boolean> {
    const offerId = this.ports.newId();
    const key = keyOf(caller, agent);
    const until = this.ports.clock() + caller.terms.offerMsMax;
    if (!(await this.ports.reserve(key, { offerId, handoffId: caller.handoffId, until }))) return false;
    if (await this.ports.offer(caller.handoffId, { offerId, agent })) return true;
    await this.ports.free(key, offerId);
    return true;
  }
}

const inTurn = (waiting: readonly Queued[]): readonly Queued[] =>
  [...waiting].sort((a, b) => a.priority - b.priority || a.openedAt - b.openedAt);

const keyOf = (caller: Queued, agent: HumanAgent): AgentKey => ({
  tenantId: caller.tenantId,
  agentId: agent.id,
});

const hasSkills = (agent: HumanAgent, queue: Queue | undefined): boolean =>
  (queue?.skills ?? []).every((skill) => agent.skills.includes(skill));

const whyNobody = (
  caller: Queued,
  listed: readonly HumanAgent[],
  stateOf: (agent: HumanAgent) => AgentState,
): NoAgentCause => {
  const present = listed.filter((agent) => stateOf(agent).status !== 'away');
  if (present.length === 0) return 'none_logged_in';
  return present.every((agent) => caller.excluded.includes(agent.id)) ? 'all_excluded' : 'all_busy';
};
