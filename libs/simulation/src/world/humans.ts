// The human agents: signed in or not, quick or slow to answer, and their telephones.
import { type OfferMade } from '@trunkline/domain/handoff/events';
import { type Handoffs } from './handoffs';
import { type Sim } from './sim';

export class Humans {
  private readonly isAbsent: boolean;

  constructor(
    private readonly sim: Sim,
    private readonly desk: () => Handoffs | undefined,
  ) {
    this.isAbsent = sim.faults.hits('human-absent');
  }

  /** Signs everybody in who is there today, and again when the desk has lost them. */
  signIn(): void {
    if (!this.isAbsent) this.trySignIn(0);
  }

  /** An offer is on the screen. */
  offered({ offerId, agentId }: OfferMade): void {
    const { faults, kernel, random } = this.sim;
    if (faults.hits('human-ignores')) return;
    kernel.after(random.int(800, 9_000), () => {
      const handoffId = `${this.sim.callId}-h1`;
      const inputId = `desk:${offerId}`;
      const answer = faults.hits('human-declines')
        ? this.desk()?.tell(handoffId, { type: 'DeclineOffer', inputId, offerId, agentId, because: 'other' })
        : this.desk()?.tell(handoffId, { type: 'AcceptOffer', inputId, offerId, agentId });
      answer?.catch(() => undefined);
    });
  }

  /** The caller is gone; notes are written, or not. */
  wrapUp(agentId: string): void {
    const { kernel, random } = this.sim;
    if (random.chance(0.3)) return;
    kernel.after(random.int(2_000, 40_000), () => {
      const said = { disposition: 'resolved', rating: 'clear', callerRepeated: false } as const;
      this.desk()
        ?.tell(`${this.sim.callId}-h1`, { type: 'CompleteWrapUp', agentId, ...said })
        .catch(() => undefined);
    });
  }

  private trySignIn(attempt: number): void {
    if (attempt > 5) return;
    const agents = Object.values(this.sim.tenant.queues).flatMap((queue) => queue.agents);
    this.sim.kernel.after(100 + attempt * 2_000, () => {
      const desk = this.desk();
      if (desk === undefined) return this.trySignIn(attempt + 1);
      for (const { id } of agents)
        desk.agents.setPresence(id, 'ready').catch(() => this.trySignIn(attempt + 1));
    });
  }
}
