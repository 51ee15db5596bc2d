// What a human agent's desk shows, as the fold of what it is sent: the service and the page fold with this same code.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type ReasonCode } from '@trunkline/flow';
import { type HandoffPacket, type PacketLine } from './packet-model';
import { type Severity } from './reason-codes';

export interface DeskView {
  readonly presence: Presence;
  readonly offer?: DeskOffer;
  readonly work?: DeskWork;
  /** Callers that wait in the agent's queues. */
  readonly waiting: number;
  /** Why the last offer or work is gone, until something new arrives. */
  readonly notice?: DeskNotice;
}

export interface Presence {
  readonly state: 'away' | 'ready' | 'offered' | 'busy' | 'wrap-up';
  readonly because?: string;
  readonly next: 'ready' | 'away';
  readonly at: EpochMs;
}

/** The caller a desk looks at: offered, or taken. */
export interface DeskCaller {
  readonly handoffId: string;
  readonly offerId: string;
  readonly queueLabel: string;
  readonly reason: { readonly code: ReasonCode; readonly label: string; readonly severity: Severity };
  readonly openedAt: EpochMs;
  readonly packet: HandoffPacket;
  /** Blocks of the packet that its last revision changed. */
  readonly changed: readonly (keyof HandoffPacket)[];
  readonly changedAt?: EpochMs;
  readonly lines: readonly PacketLine[];
}

export interface DeskOffer extends DeskCaller {
  readonly offeredAt: EpochMs;
  readonly expiresAt: EpochMs;
}

export interface DeskWork extends DeskCaller {
  readonly phase: WorkPhase;
  readonly at: EpochMs;
  readonly wrapUpUntil?: EpochMs;
  readonly cause?: string;
}

export type WorkPhase = 'connecting' | 'dialing' | 'ringing' | 'answered' | 'bridged' | 'wrap-up';

export interface DeskNotice {
  readonly kind: 'caller-left' | 'offer-expired' | 'declined' | 'phone-failed' | 'completed';
  readonly at: EpochMs;
  readonly cause?: string;
}

export type DeskEvent =
  /** The whole view, for a desk that has missed too much or has just opened. */
  | { readonly type: 'snapshot'; readonly view: DeskView }
  | { readonly type: 'presence'; readonly presence: Presence }
  | { readonly type: 'waiting'; readonly waiting: number }
  | { readonly type: 'offer'; readonly offer: DeskOffer }
  | {
      readonly type: 'packet';
      readonly handoffId: string;
      readonly packet: HandoffPacket;
      readonly at: EpochMs;
    }
  | { readonly type: 'line'; readonly handoffId: string; readonly line: PacketLine }
  | ({ readonly type: 'work'; readonly handoffId: string; readonly offerId: string } & Pick<
      DeskWork,
      'phase' | 'at' | 'wrapUpUntil' | 'cause'
    >)
  | { readonly type: 'over'; readonly offerId: string; readonly notice: DeskNotice };

export const initialView: DeskView = {
  presence: { state: 'away', because: 'signed-out', next: 'ready', at: 0 },
  waiting: 0,
};

/** Lines kept on the page; older ones are in the packet's transcript. */
export const DESK_LINES_MAX = 200;

/** Any event may come twice: the second time it changes nothing. */
export const foldDesk = (view: DeskView, event: DeskEvent): DeskView => {
  switch (event.type) {
    case 'snapshot':
      return event.view;
    case 'presence':
      return { ...view, presence: event.presence };
    case 'waiting':
      return { ...view, waiting: event.waiting };
    case 'offer': {
      const { notice: _notice, ...rest } = view;
      return view.work?.offerId === event.offer.offerId ? view : { ...rest, offer: event.offer };
    }
    case 'packet':
      return forCaller(view, event.handoffId, (caller) => revised(caller, event.packet, event.at));
    case 'line':
      return forCaller(view, event.handoffId, (caller) => withLine(caller, event.line));
    case 'work':
      return working(view, event);
    case 'over':
      return over(view, event.offerId, event.notice);
  }
};

const forCaller = (
  view: DeskView,
  handoffId: string,
  change: <C extends DeskCaller>(caller: C) => C,
): DeskView => {
  if (view.work?.handoffId === handoffId) return { ...view, work: change(view.work) };
  if (view.offer?.handoffId === handoffId) return { ...view, offer: change(view.offer) };
  return view;
};

const revised = <C extends DeskCaller>(caller: C, packet: HandoffPacket, at: EpochMs): C => {
  if (packet.rev <= caller.packet.rev) return caller;
  const blocks = Object.keys(packet) as (keyof HandoffPacket)[];
  const changed = blocks.filter(
    (block) =>
      !BOOKKEEPING.has(block) && JSON.stringify(packet[block]) !== JSON.stringify(caller.packet[block]),
  );
  return { ...caller, packet, changed, changedAt: at };
};

const BOOKKEEPING: ReadonlySet<keyof HandoffPacket> = new Set(['rev', 'asOfSeq']);

const withLine = <C extends DeskCaller>(caller: C, line: PacketLine): C => {
  const last = caller.lines.at(-1);
  if (last && line.seq <= last.seq) return caller;
  return { ...caller, lines: [...caller.lines, line].slice(-DESK_LINES_MAX) };
};

const working = (view: DeskView, event: Extract<DeskEvent, { type: 'work' }>): DeskView => {
  const caller = [view.work, view.offer].find((candidate) => candidate?.offerId === event.offerId);
  if (!caller) return view;
  const { handoffId, offerId, queueLabel, reason, openedAt, packet, changed, changedAt, lines } = caller;
  const { phase, at, wrapUpUntil, cause } = event;
  const { offer: _offer, notice: _notice, ...rest } = view;
  return {
    ...rest,
    work: {
      handoffId,
      offerId,
      queueLabel,
      reason,
      openedAt,
      packet,
      changed,
      lines,
      phase,
      at,
      ...(changedAt === undefined ? {} : { changedAt }),
      ...(wrapUpUntil === undefined ? {} : { wrapUpUntil }),
      ...(cause === undefined ? {} : { cause }),
    },
  };
};

const over = (view: DeskView, offerId: string, notice: DeskNotice): DeskView => {
  const { offer, work, ...rest } = view;
  if (offer?.offerId !== offerId && work?.offerId !== offerId) return view;
  return {
    ...rest,
    ...(offer && offer.offerId !== offerId ? { offer } : {}),
    ...(work && work.offerId !== offerId ? { work } : {}),
    notice,
  };
};
