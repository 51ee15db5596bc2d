// SIP through drachtio-srf: the same code over the embedded engine and over drachtio-server, connected again when lost.
import { ABILITIES } from './abilities';
import { backoffMs } from './backoff';
import { dial } from './drachtio-dial';
import { invitationOf } from './drachtio-invitation';
import { type DrachtioAddress, type EngineLink, openLink } from './engine-link';
import { type DialogName, EngineRefused, type Invitation, type Telephony } from './telephony.port';

export type { DrachtioAddress } from './engine-link';

const RECONNECT = { firstMs: 250, msMax: 4_000 } as const;
const RETRY_AFTER_S = 5;
const ORPHANS_MAX = 10_000;

/** `error` is told of what goes wrong between us and the engine; never with its secret. */
export const drachtioTelephony = (address: DrachtioAddress, error: (error: unknown) => void): Telephony =>
  new DrachtioTelephony(address, error);

class DrachtioTelephony implements Telephony {
  #invited: (invitation: Invitation) => void = () => undefined;
  #ping: () => 200 | 503 = () => 200;
  #told: (isConnected: boolean) => void = () => undefined;
  #link: EngineLink | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Dialogs that the engine may have and nobody of ours. */
  readonly #orphans: DialogName[] = [];
  #attempts = 0;
  #isClosed = false;

  constructor(
    private readonly address: DrachtioAddress,
    private readonly error: (error: unknown) => void,
  ) {}

  get isConnected(): boolean {
    return this.#link?.isUp ?? false;
  }

  onInvitation(listener: (invitation: Invitation) => void): void {
    this.#invited = listener;
  }

  onPing(listener: () => 200 | 503): void {
    this.#ping = listener;
  }

  onConnection(listener: (isConnected: boolean) => void): void {
    this.#told = listener;
  }

  async open(): Promise<void> {
    const refused = await this.#connect();
    if (refused) throw refused;
  }

  dial(options: Parameters<Telephony['dial']>[0]): ReturnType<Telephony['dial']> {
    return this.#link?.isUp ? dial(this.#link, options) : Promise.resolve({ kind: 'failed', status: 503 });
  }

  release(dialog: DialogName): void {
    if (this.#link?.isUp) return this.#link.release(dialog);
    this.#orphans.push(dialog);
    if (this.#orphans.length > ORPHANS_MAX) this.#orphans.shift();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    const link = this.#link;
    this.#link = undefined;
    link?.close();
  }

  /** Resolves with what only an operator can mend; whatever else fails is tried again. */
  async #connect(): Promise<EngineRefused | undefined> {
    this.#attempts += 1;
    const linking = await openLink(this.address, (link) => this.#listen(link));
    if (linking.kind === 'up') {
      this.#up(linking.link);
      return undefined;
    }
    const { host, port } = this.address;
    const refused = linking.kind === 'refused' ? new EngineRefused(`${host}:${port}`) : undefined;
    const why = linking.kind === 'refused' ? '' : linking.why;
    if (refused && this.#attempts === 1) return refused;
    this.error(refused ?? new Error(`the SIP engine at ${host}:${port} is not reached: ${why}`));
    this.#again();
    return undefined;
  }

  #up(link: EngineLink): void {
    if (this.#isClosed) return link.close();
    this.#attempts = 0;
    this.#link = link;
    link.onLost(() => {
      if (this.#isClosed) return;
      this.#link = undefined;
      for (const dialog of link.orphans) this.release(dialog);
      this.error(new Error('the connection to the SIP engine is lost'));
      this.#told(false);
      this.#again();
    });
    for (const dialog of this.#orphans.splice(0)) link.release(dialog);
    this.#told(true);
  }

  #again(): void {
    if (this.#isClosed) return;
    const waitMs = backoffMs(Math.max(1, this.#attempts), Math.random(), RECONNECT);
    this.#retry = setTimeout(() => void this.#connect(), waitMs);
  }

  #listen(link: EngineLink): void {
    const { srf } = link;
    srf.invite((req, res) => this.#invited(invitationOf(link, req, res)));
    // Methods that are asked for by name are all that reaches us: the engine refuses the others with 405.
    srf.use('options', (_req, res) => {
      const status = this.#ping();
      res.send(status, {
        headers: status === 503 ? { 'Retry-After': String(RETRY_AFTER_S) } : { ...ABILITIES },
      });
    });
  }
}
