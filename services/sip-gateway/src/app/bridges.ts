// The human legs of this gateway's lines: who is dialled, how far it has got, and who wants to know.
import { type line } from '@trunkline/domain';
import { type BridgeState, HumanLeg } from './human-leg';
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

type Tell = (
  callId: string,
  fields: Omit<line.RequestBridge, 'inputId' | 'at'> | Omit<line.NoteBridge, 'inputId' | 'at'>,
) => void;

const RING_MS_MAX = 30_000;
/** How long a finished bridge is remembered, so that a repeated order finds its outcome. */
const REMEMBERED_MAX = 256;

export class Bridges {
  readonly #bridges = new Map<string, Bridge>();

  constructor(
    private readonly ports: Omit<LinePorts, 'host'>,
    private readonly sessionOf: (callId: string) => LineSession | undefined,
    private readonly tell: Tell,
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
    this.tell(order.callId, { type: 'RequestBridge', bridgeId: order.bridgeId, targetUri: order.targetUri });
  }

  /** Tells the present state at once, then each further one. Returns the way out. */
  watch(_callId: string, bridgeId: string, listener: (progress: BridgeProgress) => void): () => void {
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
    if (!bridge || !session || bridge.leg) return;
    const { order } = bridge;
    const leg = new HumanLeg({
      telephony: this.ports.telephony,
      ticker: this.ports.ticker,
      ports: this.ports.ports,
      mediaHost: this.ports.config.mediaHost,
      clock: () => this.ports.clock(),
      targetUri: effect.targetUri,
      ringMsMax: order.ringMsMax || RING_MS_MAX,
      headers: headersOf(order),
      onState: (state, cause) => {
        if (state === 'bridged') session.human = leg;
        this.#progress(bridge, state, cause ?? '');
        this.tell(callId, {
          type: 'NoteBridge',
          bridgeId: order.bridgeId,
          state,
          ...(cause ? { cause } : {}),
        });
      },
    });
    bridge.leg = leg;
    void leg.dial().catch((error: unknown) => {
      this.ports.log.error({ callId, err: error }, 'dialling the human agent failed');
      leg.drop('platform-error');
    });
  }

  /** Ends every bridge of a line, or the one named. */
  drop(callId: string, cause: string, bridgeId?: string): boolean {
    const found = [...this.#bridges.values()].filter(
      ({ order }) => order.callId === callId && (bridgeId === undefined || order.bridgeId === bridgeId),
    );
    for (const bridge of found) bridge.leg?.drop(cause);
    return found.length > 0;
  }

  #progress(bridge: Bridge, state: BridgeState, cause: string): void {
    bridge.last = { bridgeId: bridge.order.bridgeId, state, cause, atMs: this.ports.wallMs() };
    for (const listener of [...bridge.listeners]) listener(bridge.last);
  }

  #forgetOld(): void {
    for (const [bridgeId, { last }] of this.#bridges) {
      if (this.#bridges.size <= REMEMBERED_MAX) return;
      if (last.state === 'failed' || last.state === 'ended') this.#bridges.delete(bridgeId);
    }
  }
}

const headersOf = (order: BridgeOrder): Record<string, string> => ({
  ...(order.userToUser ? { 'User-to-User': order.userToUser } : {}),
  ...(order.sessionId ? { 'Session-ID': order.sessionId } : {}),
});
