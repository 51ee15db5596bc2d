// The open hand-offs' calls as this service has read them, and the packets made of them.
import { canonicalJson, type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { type call } from '@trunkline/domain';
import {
  lineOf,
  packetOf,
  packetText,
  promptsOf,
  type HandoffPacket,
  type Opened,
  type Redact,
} from '@trunkline/domain/handoff/index';
import { type TenantView } from './tenant-view';
import { createHash } from 'node:crypto';

export interface Case {
  readonly callEvents: readonly Recorded<call.CallEvent>[];
  readonly packet: HandoffPacket;
}

export interface MadePacket {
  readonly packet: HandoffPacket;
  readonly digest: string;
}

export interface CasesOptions {
  readonly store: Pick<EventStore, 'read'>;
  readonly tenants: (tenantId: string) => TenantView | undefined;
  readonly redact: Redact;
}

type PacketRequest = Pick<
  Opened,
  'handoffId' | 'callId' | 'tenantId' | 'reason' | 'queue' | 'fenceEpoch' | 'asOfVersion' | 'traceparent'
>;

/** Events kept per call; a call has limits of its own that are far below. */
const CALL_EVENTS_MAX = 20_000;

export const packetIdOf = (handoffId: string): string => `packet-${handoffId}`.slice(0, 64);

export class Cases {
  private readonly cases = new Map<string, Case>();

  constructor(private readonly options: CasesOptions) {}

  get(handoffId: string): Case | undefined {
    return this.cases.get(handoffId);
  }

  forget(handoffId: string): void {
    this.cases.delete(handoffId);
  }

  /** Reads the call and makes the packet at a version of it; undefined when there is no such call. */
  async make(request: PacketRequest, revision: number): Promise<MadePacket | undefined> {
    const { events } = await this.options.store.read<call.CallEvent, never>(`call/${request.callId}`);
    return this.remember(request, events, revision);
  }

  /**
   * The packet anew after a further event of the call. Undefined while nothing that it says has changed: its
   * revision and version alone are no news.
   */
  async amend(
    request: PacketRequest,
    event: Recorded<call.CallEvent>,
    revision: number,
  ): Promise<MadePacket | undefined> {
    const known = this.cases.get(request.handoffId);
    if (!known) return undefined;
    const events = await this.upTo(request, event);
    const made = this.remember({ ...request, asOfVersion: event.version }, events, revision);
    if (!made || saysTheSame(made.packet, known.packet)) {
      this.cases.set(request.handoffId, { callEvents: events, packet: known.packet });
      return undefined;
    }
    return made;
  }

  /** Takes note of a further event without making a packet of it. */
  async follow(request: PacketRequest, event: Recorded<call.CallEvent>): Promise<void> {
    const known = this.cases.get(request.handoffId);
    if (known) this.cases.set(request.handoffId, { ...known, callEvents: await this.upTo(request, event) });
  }

  /** What was said by this event of the call, if anything was. */
  lineOf(handoffId: string, event: Recorded<call.CallEvent>) {
    const line = lineOf(event, promptsOf(this.cases.get(handoffId)?.callEvents ?? []));
    if (!line || line.text === '') return undefined;
    const { seq, by, text, cut } = line;
    return { seq, by, text: this.options.redact.text(text).text, ...(cut ? { cut } : {}) };
  }

  private remember(
    request: PacketRequest,
    callEvents: readonly Recorded<call.CallEvent>[],
    revision: number,
  ): MadePacket | undefined {
    const tenant = this.options.tenants(request.tenantId);
    const started = callEvents.find(({ event }) => event.type === 'CallStarted')?.event;
    const flow = started?.type === 'CallStarted' ? tenant?.flows[started.flow] : undefined;
    const packet = packetOf({
      callEvents,
      handoff: { ...request, packetId: packetIdOf(request.handoffId), revision },
      queue: { name: request.queue, skills: tenant?.queues[request.queue]?.skills ?? [] },
      ...(flow ? { flow } : {}),
      transcriptUri: `urn:trunkline:transcript:${request.callId}`,
      redact: this.options.redact,
    });
    if (!packet) return undefined;
    this.cases.set(request.handoffId, { callEvents, packet });
    return { packet, digest: createHash('sha256').update(packetText(packet)).digest('hex') };
  }

  private async upTo(
    request: PacketRequest,
    event: Recorded<call.CallEvent>,
  ): Promise<readonly Recorded<call.CallEvent>[]> {
    const known = this.cases.get(request.handoffId)?.callEvents ?? [];
    const last = known.at(-1)?.version ?? -1;
    if (event.version <= last) return known;
    if (event.version === last + 1) return [...known, event].slice(-CALL_EVENTS_MAX);
    const { events } = await this.options.store.read<call.CallEvent, never>(`call/${request.callId}`);
    return events;
  }
}

const saysTheSame = (a: HandoffPacket, b: HandoffPacket): boolean =>
  canonicalJson(content(a)) === canonicalJson(content(b));

const content = ({ rev: _rev, asOfSeq: _asOfSeq, ...said }: HandoffPacket) => said;
