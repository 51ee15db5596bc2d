// The human agents' presence in one instance of the hand-off service.
import {
  agentDecider,
  type AgentEvent,
  type AgentInput,
  type HumanAgent,
  type SettleAgent,
} from '@trunkline/domain/handoff/index';
import { createHost, type Host } from '@trunkline/event-sourcing';
import { type Instance } from './instance';
import { type Sim } from './sim';

/** Grace for the hand-off to say how its offer ended before the reservation lapses. */
const RESERVATION_GRACE_MS = 10_000;

export class Agents {
  private readonly host: Host<HumanAgent, AgentInput, AgentEvent>;
  private ids = 0;

  constructor(
    private readonly sim: Sim,
    private readonly instance: Instance,
    onChanged: () => void,
  ) {
    this.host = createHost({
      decider: agentDecider,
      store: instance.store,
      actor: { service: 'handoff', instance: instance.name },
      perform: () => undefined,
      clock: () => sim.kernel.now,
      scheduler: instance.scheduler,
      locate: (stream) => ({ tenantId: sim.tenant.id, callId: stream.replace(/^agent\/.*:/, 'agent:') }),
      onAppended: () => onChanged(),
    });
  }

  async recover(): Promise<void> {
    await this.host.recoverAll();
  }

  state(agentId: string): HumanAgent {
    return this.host.state(this.streamOf(agentId)) ?? agentDecider.initial;
  }

  async setPresence(agentId: string, to: 'ready' | 'away'): Promise<void> {
    await this.host.dispatch(this.streamOf(agentId), {
      ...this.input(),
      type: 'SetPresence',
      to,
      because: 'chosen',
    });
  }

  /** True when the human agent was ready and is kept for this offer from here on. */
  async reserve(
    agentId: string,
    offer: { offerId: string; handoffId: string; until: number },
  ): Promise<boolean> {
    const { offerId, handoffId, until } = offer;
    const leaseUntil = until + RESERVATION_GRACE_MS;
    const input: AgentInput = { ...this.input(), type: 'ReserveAgent', offerId, handoffId, leaseUntil };
    return (await this.host.dispatch(this.streamOf(agentId), input)).kind === 'appended';
  }

  async settle({ agentId, offerId, outcome }: Omit<SettleAgent, 'type'>, inputId: string): Promise<void> {
    const at = this.sim.kernel.now;
    await this.host.dispatch(this.streamOf(agentId), { type: 'SettleOffer', inputId, at, offerId, outcome });
  }

  private input(): { inputId: string; at: number } {
    this.ids += 1;
    return { inputId: `${this.instance.name}-p${this.ids}`, at: this.sim.kernel.now };
  }

  private streamOf(agentId: string): string {
    return `agent/${this.sim.tenant.id}:${agentId}`;
  }
}
