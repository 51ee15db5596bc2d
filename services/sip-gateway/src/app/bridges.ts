// The human legs of this gateway's lines: who is dialled, how far it has got, and who wants to know.
import { type line } from '@trunkline/domain';
import { type BridgeState, HumanLeg, type HumanLegOptions } from './human-leg';
import { type LinePorts } from './line-ports';
import { type LineSession } from './line-session';

export interface BridgeProgress {
  readonly bridgeId: string;
  readonly state: 'dialing' | BridgeState;
  readonly cause: string;
  readonly atMs: number;
}

export interface BridgeOrder {
  readonly callId: string;
  readonly bridgeId: string;
  readonly targetUri: string;
  readonly userToUser: string;
  readonly sessionId: string;
  readonly ringMsMax: number;
}

interface Bridge {
  readonly order: BridgeOrder;
  readonly listeners: Set<(progress: BridgeProgress) => void>;
  last: BridgeProgress;
  leg?: HumanLeg;
}

export interface BridgeRecord {
  /** False when the line does not take it: it is over, or has another bridge. */
  request(callId: string, fields: Omit<line.RequestBridge, 'inputId' | 'at'>): Promise<boolean>;
  note(callId: string, fields: Omit<line.NoteBridge, 'inputId' | 'at'>): void;
}

type Ports = Pick<LinePorts, 'telephony' | 'ticker' | 'ports' | 'config' | 'log' | 'clock' | 'wallMs'> &
  Pick<HumanLegOptions, 'openRtp'>;

const RING_MS = 30_000;
const RING_MS_MAX = 120_000;
/** How long a finished bridge is remembered, so that a repeated order finds its outcome. */
const REMEMBERED_MAX = 256;

export class Bridges {
  readonly #bridges = new Map<string, Bridge>();

  constructor(
    private readonly ports: Ports,
    private readonly sessionOf: (callId: string) => Pick<LineSession, 'human'> | undefined,
    private readonly record: BridgeRecord,
  ) {}

  /** Asks the line for a bridge, or attaches to the one with this id. */
  request(order: BridgeOrder): void {
    if (this.#bridges.has(order.bridgeId)) return;
    const last: BridgeProgress = {
      bridgeId: order.bridgeId,
      state: 'dialing',
      cause: '',
      atMs: this.ports.wallMs(),
    };
    const bridge: Bridge = { order, listeners: new Set(), last };
    this.#bridges.set(order.bridgeId, bridge);
    this.#forgetOld();
    if (!this.sessionOf(order.callId)) return this.#progress(bridge, 'failed', 'no-such-line');
    void this.#ask(bridge);
  }

  /** Tells the present state at once, then each further one. Returns the way out. */
  watch(bridgeId: string, listener: (progress: BridgeProgress) => void): () => void {
    const bridge = this.#bridges.get(bridgeId);
    if (!bridge) return () => undefined;
    bridge.listeners.add(listener);
    listener(bridge.last);
    return () => bridge.listeners.delete(listener);
  }

  /** Performs the line's Dial effect. */
  dial(callId: string, effect: { readonly bridgeId: string; readonly targetUri: string }): void {
    const bridge = this.#bridges.get(effect.bridgeId);
    const session = this.sessionOf(callId);
    if (!bridge || !session || bridge.leg || isOver(bridge)) return;
    const { order } = bridge;
    const leg = new HumanLeg({
      telephony: this.ports.telephony,
      ticker: this.ports.ticker,
      ports: this.ports.ports,
      mediaHost: this.ports.config.mediaHost,
      clock: () => this.ports.clock(),
      targetUri: effect.targetUri,
      ringMsMax: Math.min(order.ringMsMax || RING_MS, RING_MS_MAX),
      mediaLostMsMax: this.ports.config.mediaLostMsMax,
      heldMsMax: this.ports.config.heldMsMax,
      ...(this.ports.openRtp ? { openRtp: this.ports.openRtp } : {}),
      headers: headersOf(order),
      onState: (state, cause) => {
        if (state === 'bridged') session.human = leg;
        this.#note(bridge, state, cause ?? '');
      },
    });
    bridge.leg = leg;
    void leg
      .dial()
      .catch((error: unknown) =>
        this.ports.log.error({ callId, err: error }, 'dialling the human agent failed'),
      );
  }

  /** Ends every bridge of a line, or the one named. */
  drop(callId: string, cause: string, bridgeId?: string): boolean {
    const found = [...this.#bridges.values()].filter(
      ({ order }) => order.callId === callId && (bridgeId === undefined || order.bridgeId === bridgeId),
    );
    for (const bridge of found) {
      if (bridge.leg) bridge.leg.drop(cause);
      // Withdrawn before it was dialled: it never is.
      else if (!isOver(bridge)) this.#note(bridge, 'failed', cause);
    }
    return found.length > 0;
  }

  /** A line that does not take the bridge says nothing of it: whoever asked must not wait. */
  async #ask(bridge: Bridge): Promise<void> {
    const { callId, bridgeId, targetUri } = bridge.order;
    try {
      const isTaken = await this.record.request(callId, { type: 'RequestBridge', bridgeId, targetUri });
      if (!isTaken && !isOver(bridge)) this.#progress(bridge, 'failed', 'line-not-free');
    } catch (error) {
      this.ports.log.error({ callId, err: error }, 'bridge was not recorded');
      if (!isOver(bridge)) this.#progress(bridge, 'failed', 'platform-error');
    }
  }

  #note(bridge: Bridge, state: BridgeState, cause: string): void {
    const { callId, bridgeId } = bridge.order;
    this.#progress(bridge, state, cause);
    this.record.note(callId, { type: 'NoteBridge', bridgeId, state, ...(cause ? { cause } : {}) });
  }

  #progress(bridge: Bridge, state: BridgeState, cause: string): void {
    bridge.last = { bridgeId: bridge.order.bridgeId, state, cause, atMs: this.ports.wallMs() };
    for (const listener of [...bridge.listeners]) listener(bridge.last);
    if (isOver(bridge)) bridge.listeners.clear();
  }

  #forgetOld(): void {
    for (const [bridgeId, bridge] of this.#bridges) {
      if (this.#bridges.size <= REMEMBERED_MAX) return;
      if (isOver(bridge)) this.#bridges.delete(bridgeId);
    }
  }
}

const isOver = ({ last }: Bridge): boolean => last.state === 'failed' || last.state === 'ended';

const headersOf = (order: BridgeOrder): Record<string, string> => ({
  ...(order.userToUser ? { 'User-to-User': order.userToUser } : {}),
  ...(order.sessionId ? { 'Session-ID': order.sessionId } : {}),
});
