// One instance of the hand-off service: packets frozen, callers queued, offered to human agents and bridged.
import { type call } from '@trunkline/domain';
import {
  handoffDecider,
  isOver,
  type Handoff,
  type HandoffEffect,
  type HandoffEvent,
  type HandoffInput,
  type Queued,
} from '@trunkline/domain/handoff/index';
import { createHost, type EffectContext, type Host, type Recorded } from '@trunkline/event-sourcing';
import { sha256 } from '@trunkline/event-store';
import { decidersOf } from '../planted/deciders';
import { Agents } from './agents';
import { type Humans } from './humans';
import { noticeOf } from './handoff-notices';
import { Instance } from './instance';
import { type Line } from './line';
import { type HandoffNotice, type HandoffRequest } from './policy-effects';
import { withRepeatedAnswers } from './repeated';
import { type Sim } from './sim';

type Context = EffectContext<Handoff, HandoffInput, HandoffEvent>;
type Bare<I> = I extends HandoffInput ? Omit<I, 'at' | 'inputId'> & { readonly inputId?: string } : never;

/** What the queue of the tenant does not say; the service's own defaults. */
const OWN_TERMS = {
  freezeMsMax: 5_000,
  bridgeMsMax: 25_000,
  talkMsMax: 4 * 3_600_000,
  wrapUpMsMax: 60_000,
  offersMax: 8,
  bridgesMax: 3,
};

export interface HandoffPorts {
  readonly line: () => Line;
  readonly humans: Humans;
}

export class Handoffs {
  readonly instance: Instance;
  readonly agents: Agents;
  private readonly host: Host<Handoff, HandoffInput, HandoffEvent>;
  private readonly listeners = new Set<(notice: HandoffNotice) => void>();
  private readonly bridges = new Map<string, () => void>();
  private ids = 0;
  private searching = Promise.resolve();

  constructor(
    name: string,
    private readonly sim: Sim,
    private readonly ports: HandoffPorts,
  ) {
    this.instance = new Instance(`handoff-${name}`, sim, true);
    this.agents = new Agents(sim, this.instance, () => this.search());
    this.host = createHost({
      decider: decidersOf(sim.flow, sim.planted).handoff,
      store: this.instance.store,
      actor: { service: 'handoff', instance: this.instance.name },
      perform: (effect, context) =>
        this.instance.survives('crash-between-effects')
          ? this.perform(effect, withRepeatedAnswers(sim, context))
          : undefined,
      clock: () => sim.kernel.now,
      scheduler: this.instance.scheduler,
      locate: () => ({ tenantId: sim.tenant.id, callId: sim.callId }),
      onAppended: (events, state) => this.appended(events, state),
    });
  }

  start(): void {
    this.recover(0).catch(() => undefined);
  }

  /** Starts the hand-off or attaches to it; `onNotice` hears it from the present on, until its last word. */
  async request(request: HandoffRequest, onNotice: (notice: HandoffNotice) => void): Promise<void> {
    const { handoffId, queue } = request;
    const terms = this.sim.tenant.queues[queue];
    if (terms === undefined) throw new Error(`no queue ${queue}`);
    const { waitMsMax, offerMsMax } = terms;
    this.listeners.add(onNotice);
    const answer = await this.tell(handoffId, {
      type: 'RequestHandoff',
      ...request,
      inputId: `request:${handoffId}`,
      callId: this.sim.callId,
      tenantId: this.sim.tenant.id,
      traceparent: '',
      terms: { ...OWN_TERMS, waitMsMax, offerMsMax },
    });
    const present = answer.kind === 'appended' ? undefined : noticeOf(answer.state, this.sim.kernel.now);
    if (present) onNotice(present);
  }

  async cancel(handoffId: string, reason: string): Promise<boolean> {
    const state = await this.find(handoffId);
    if (state.status === 'unknown' || isOver(state.status)) return false;
    await this.tell(handoffId, { type: 'CancelHandoff', reason });
    return true;
  }

  /** The call's own record says that the caller has left. */
  async callEnded(): Promise<void> {
    for (const handoff of this.open()) {
      const { handoffId } = handoff;
      await this.tell(handoffId, {
        type: 'CancelHandoff',
        inputId: `call-ended:${handoffId}`,
        reason: 'caller-left',
      });
    }
  }

  tell(handoffId: string, input: Bare<HandoffInput>) {
    this.ids += 1;
    const inputId = `${this.instance.name}-${this.ids}`;
    const whole = { inputId, at: this.sim.kernel.now, ...input } as HandoffInput;
    return this.host.dispatch(`handoff/${handoffId}`, whole);
  }

  private async recover(attempt: number): Promise<void> {
    try {
      await this.agents.recover();
      if (this.sim.planted !== 'no-resume-after-crash') await this.host.recoverAll();
      const { events } = await this.instance.store.read<call.CallEvent, call.CallInput>(
        `call/${this.sim.callId}`,
      );
      if (events.some(({ event }) => isEnd(event))) await this.callEnded();
      this.search();
    } catch {
      if (attempt < 10) await this.instance.pause(500).then(() => this.recover(attempt + 1));
    }
  }

  private async perform(effect: HandoffEffect, context: Context): Promise<void> {
    switch (effect.type) {
      case 'FreezePacket':
        return this.freeze(context);
      case 'FindAgent':
        return this.search();
      case 'DialAgent':
        return this.dial(effect, context);
      case 'DropBridge':
        this.ports.line().bridges.drop(effect.reason, effect.bridgeId);
        this.bridges.get(effect.bridgeId)?.();
        return;
      case 'SettleAgent':
        return this.agents.settle(effect, context.effectId);
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  }

  private async freeze(context: Context): Promise<void> {
    const { event } = context.event;
    if (event.type !== 'HandoffOpened') return;
    const { handoffId, asOfVersion, callId } = event;
    const { events } = await this.instance.store.read(`call/${callId}`);
    const digest = sha256(events[asOfVersion]?.hash ?? '');
    const answer = { inputId: context.effectId, answers: context.effectId, at: this.sim.kernel.now };
    await context.dispatch({
      ...answer,
      type: 'NotePacket',
      packetId: `packet-${handoffId}`,
      digest,
      asOfVersion,
    });
  }

  private dial({ bridgeId, sipUri }: Extract<HandoffEffect, { type: 'DialAgent' }>, context: Context): void {
    const { bridges } = this.ports.line();
    const letGo = bridges.request({ bridgeId, targetUri: sipUri }, ({ state, cause }) => {
      if (!this.instance.isAlive) return;
      const isLast = state === 'failed' || state === 'ended';
      const answers = isLast ? { answers: context.effectId } : {};
      const told = { inputId: `${bridgeId}:${state}`, at: this.sim.kernel.now, ...answers };
      context.dispatch({ type: 'NoteBridge', ...told, bridgeId, state, cause }).catch(() => undefined);
    });
    this.bridges.set(bridgeId, letGo);
  }

  private search(): void {
    this.searching = this.searching.then(() => this.serveAll()).catch(() => undefined);
  }

  private async serveAll(): Promise<void> {
    for (const handoff of this.open()) {
      if (handoff.status === 'queued') await this.serve(handoff);
    }
  }

  private async serve(caller: Queued): Promise<void> {
    const listed = this.sim.tenant.queues[caller.queue]?.agents ?? [];
    for (const agent of listed) {
      if (caller.excluded.includes(agent.id) || this.agents.state(agent.id).status !== 'ready') continue;
      this.ids += 1;
      const offerId = `offer-${this.instance.name}-${this.ids}`;
      const until = this.sim.kernel.now + caller.terms.offerMsMax;
      if (!(await this.agents.reserve(agent.id, { offerId, handoffId: caller.handoffId, until }))) continue;
      const to = { agentId: agent.id, agentName: agent.name, sipUri: agent.sipUri };
      const offered = await this.tell(caller.handoffId, { type: 'MakeOffer', offerId, ...to });
      if (offered.kind === 'appended') return;
      return this.agents.settle({ agentId: agent.id, offerId, outcome: 'withdrawn' }, `free:${offerId}`);
    }
    await this.tell(caller.handoffId, { type: 'NoteNoAgent', cause: 'all_busy' });
  }

  private appended(events: readonly Recorded<HandoffEvent>[], state: Handoff): void {
    if (!this.instance.isAlive) return;
    for (const { event } of events) {
      if (event.type === 'OfferMade') this.ports.humans.offered(event);
      if (event.type === 'HumanLegEnded') this.ports.humans.wrapUp(event.agentId);
    }
    const notice = events.every(({ event }) => QUIET.has(event.type))
      ? undefined
      : noticeOf(state, this.sim.kernel.now);
    if (notice) for (const listener of [...this.listeners]) listener(notice);
  }

  private open() {
    return this.host
      .streams()
      .map((stream) => this.host.state(stream))
      .filter((handoff) => handoff !== undefined && handoff.status !== 'unknown')
      .filter((handoff) => !isOver(handoff.status));
  }

  private async find(handoffId: string): Promise<Handoff> {
    const held = this.host.state(`handoff/${handoffId}`);
    if (held) return held;
    const { events } = await this.instance.store.read<HandoffEvent, HandoffInput>(`handoff/${handoffId}`);
    return events.reduce((state, { event }) => handoffDecider.evolve(state, event), handoffDecider.initial);
  }
}

const QUIET: ReadonlySet<HandoffEvent['type']> = new Set([
  'NoAgentFree',
  'BridgeProgressed',
  'WrapUpExtended',
  'HandoffCompleted',
]);

/** A call that ends as handed off ends for the voice agent only. */
export const isEnd = (event: call.CallEvent): boolean =>
  event.type === 'CallEnded' && event.outcome !== 'handed_off';
