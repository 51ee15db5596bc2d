// One connection to a SIP engine: everything that stood on it ends with it.
import { type EventEmitter } from 'node:events';
import Srf from 'drachtio-srf';
import { PING_MS, watchHeartbeat } from './heartbeat';
import { type DialogName } from './telephony.port';

export interface DrachtioAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

export interface EngineLink {
  readonly srf: Srf;
  readonly isUp: boolean;
  /** Called once, at once when the connection is gone already. Returns the way out. */
  onLost(listener: () => void): () => void;
  /** This dialog is lost with the connection; the engine may still have it. */
  orphan(dialog: DialogName): void;
  readonly orphans: readonly DialogName[];
  /** BYE for a dialog that no leg of this connection stands for. */
  release(dialog: DialogName): void;
  close(): void;
}

export type Linking =
  | { readonly kind: 'up'; readonly link: EngineLink }
  /** The engine does not take our secret. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable'; readonly why: string };

/** An engine that takes the connection and says nothing is no engine. */
const AUTHENTICATE_MS_MAX = 3_000;

/** One attempt; `prepare` hangs listeners on the link before anything arrives: calls may come with the first answer. */
export const openLink = (address: DrachtioAddress, prepare: (link: EngineLink) => void): Promise<Linking> =>
  new Promise((resolve) => {
    const srf = new Srf();
    const link = new Link(srf);
    let failure = 'the connection was closed';
    const settle = (linking: Linking): void => {
      clearTimeout(late);
      resolve(linking);
    };
    const give = (linking: Linking): void => {
      settle(linking);
      link.close();
    };
    const late = setTimeout(
      () => give({ kind: 'unreachable', why: `no answer in ${AUTHENTICATE_MS_MAX} ms` }),
      AUTHENTICATE_MS_MAX,
    );
    srf.on('error', (error: unknown) => {
      failure = error instanceof Error ? error.message : String(error);
      link.lose();
    });
    const emitter: EventEmitter = srf;
    emitter.on('close', () => link.lose());
    link.onLost(() => settle({ kind: 'unreachable', why: failure }));
    srf.on('connect', (refused: unknown) => {
      if (refused) return give({ kind: 'refused' });
      link.watch();
      settle({ kind: 'up', link });
    });
    prepare(link);
    // srf's own reconnecting keeps dialogs that the engine has forgotten: a lost connection is given up whole.
    const terms = { ...address, reconnect: { maxAttempts: 1 }, enablePing: true, pingInterval: PING_MS };
    void srf.connect(terms);
  });

class Link implements EngineLink {
  readonly orphans: DialogName[] = [];
  readonly #listeners = new Set<() => void>();
  #isUp = true;
  #unwatch: () => void = () => undefined;

  constructor(readonly srf: Srf) {}

  get isUp(): boolean {
    return this.#isUp;
  }

  onLost(listener: () => void): () => void {
    if (this.#isUp) this.#listeners.add(listener);
    else listener();
    return () => this.#listeners.delete(listener);
  }

  orphan(dialog: DialogName): void {
    this.orphans.push(dialog);
  }

  release({ sipCallId, callerTag }: DialogName): void {
    const stackDialogId = `${sipCallId};from-tag=${callerTag}`;
    const headers = { Reason: 'SIP;cause=503;text="application gone"' };
    // srf takes a request within a dialog here; its types do not say so.
    const request: unknown = Reflect.get(this.srf, 'request');
    if (typeof request !== 'function') return;
    try {
      // The engine puts the remote target in the place of the URI; one that has no such dialog says so, and that is all.
      const bye = { method: 'BYE', stackDialogId, headers };
      Reflect.apply(request, this.srf, ['sip:placeholder', bye, () => undefined]);
    } catch {
      return; // the connection is gone again
    }
  }

  watch(): void {
    this.#unwatch = watchHeartbeat(this.srf, () => {
      this.lose();
      this.close();
    });
  }

  lose(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#unwatch();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Whoever closes knows: nobody is told. */
  close(): void {
    this.#isUp = false;
    this.#unwatch();
    this.#listeners.clear();
    try {
      this.srf.disconnect();
    } catch {
      return; // srf asserts that there is a connection to give up
    }
  }
}
