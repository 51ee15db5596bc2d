// Follows the calls of open hand-offs: their words to the desk, their late receipts to the packet, their end.
import { type EventBus, type Subscription } from '@trunkline/event-bus';
import { fold, type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { type call } from '@trunkline/domain';
import {
  handoffDecider,
  type HandoffEvent,
  type HandoffInput,
  type PacketLine,
} from '@trunkline/domain/handoff/index';
import { type Logger } from '@trunkline/runtime';
import { packetIdOf, type Cases } from './cases';
import { type KnownHandoff, type Omitted } from './handoffs';

export interface CallFollowerPorts {
  readonly store: Pick<EventStore, 'read' | 'openStreams'>;
  readonly bus: EventBus;
  readonly cases: Cases;
  readonly log: Logger;
  readonly open: () => readonly KnownHandoff[];
  readonly tell: (handoffId: string, input: Omitted<HandoffInput>) => Promise<unknown>;
  readonly onLine: (handoff: KnownHandoff, line: PacketLine) => void;
}

/** What may change a packet that is frozen already; everything else is only followed. */
const AMENDING: ReadonlySet<string> = new Set(['ActionSettled', 'SideEffectsFenced', 'FactRecorded']);

export class CallFollower {
  constructor(private readonly ports: CallFollowerPorts) {}

  /** Reads the calls of hand-offs that a process before this one left open. */
  async restore(): Promise<readonly string[]> {
    const streams = await this.ports.store.openStreams('handoff');
    const ended: string[] = [];
    for (const stream of streams) {
      const { events } = await this.ports.store.read<HandoffEvent, HandoffInput>(stream);
      const handoff = fold(
        handoffDecider,
        handoffDecider.initial,
        events.map(({ event }) => event),
      );
      if (handoff.status === 'unknown') continue;
      const asOfVersion = handoff.packet?.asOfVersion ?? handoff.asOfVersion;
      await this.ports.cases.make({ ...handoff, asOfVersion }, handoff.packet?.revision ?? 1);
      const callEvents = this.ports.cases.get(handoff.handoffId)?.callEvents ?? [];
      if (callEvents.some(({ event }) => isEnd(event))) ended.push(handoff.handoffId);
    }
    return ended;
  }

  /** Callers who left while nobody listened. */
  async cancelEnded(handoffIds: readonly string[]): Promise<void> {
    for (const handoffId of handoffIds) await this.cancel(handoffId);
  }

  /** What the call's record holds beyond the packet by the time the packet is there. */
  async catchUp(handoff: KnownHandoff): Promise<void> {
    const known = this.ports.cases.get(handoff.handoffId);
    const asOfVersion = handoff.packet?.asOfVersion ?? Infinity;
    const late = known?.callEvents.filter(
      ({ version, event }) => version > asOfVersion && AMENDING.has(event.type),
    );
    const last = late?.at(-1);
    if (last) await this.amend(handoff, last);
  }

  subscribe(): Promise<Subscription> {
    return this.ports.bus.subscribe({
      consumer: 'handoff',
      from: 'end',
      categories: ['call'],
      attemptsMax: 5,
      handler: (event) => this.handle(event as Recorded<call.CallEvent>),
      onFault: ({ kind, error }) => this.ports.log.error({ kind, err: error }, 'call events fault'),
    });
  }

  private async handle(event: Recorded<call.CallEvent>): Promise<void> {
    const handoff = this.ports.open().find(({ callId }) => callId === event.callId);
    if (!handoff) return;
    if (isEnd(event.event)) return this.cancel(handoff.handoffId);
    const isPacked = handoff.packet !== undefined && event.version > handoff.packet.asOfVersion;
    if (isPacked && AMENDING.has(event.event.type)) await this.amend(handoff, event);
    else await this.ports.cases.follow(handoff, event);
    const line = this.ports.cases.lineOf(handoff.handoffId, event);
    if (line) this.ports.onLine(handoff, line);
  }

  private async amend(handoff: KnownHandoff, event: Recorded<call.CallEvent>): Promise<void> {
    const made = await this.ports.cases.amend(handoff, event, (handoff.packet?.revision ?? 0) + 1);
    if (!made) return;
    const inputId = `revise:${packetIdOf(handoff.handoffId)}:${event.version}`;
    const { digest } = made;
    await this.ports.tell(handoff.handoffId, {
      type: 'RevisePacket',
      inputId,
      digest,
      asOfVersion: event.version,
    });
  }

  private async cancel(handoffId: string): Promise<void> {
    const inputId = `call-ended:${handoffId}`;
    await this.ports.tell(handoffId, { type: 'CancelHandoff', inputId, reason: 'caller-left' });
  }
}

/** A call that ends as handed off ends for the voice agent only: the human still talks. */
const isEnd = (event: call.CallEvent): boolean =>
  event.type === 'CallEnded' && event.outcome !== 'handed_off';
