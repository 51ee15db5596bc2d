// The page's one state: who is signed in, what the stream has said so far, and how the stream is.
import { foldDesk, initialView, type DeskEvent, type DeskView } from '@trunkline/domain/handoff/desk-view';
import { deskClient, type Refusal, type Session } from './desk-client';

export interface DeskState {
  readonly session: Session | 'unknown' | 'nobody';
  readonly view: DeskView;
  readonly link: 'connecting' | 'live' | 'lost';
  /** What to add to this machine's clock for the service's time. */
  readonly offsetMs: number;
  readonly refusal?: Refusal;
}

/** Two heartbeats and a little: a stream that says nothing for so long is not one. */
const SILENT_MS_MAX = 22_000;
const WATCH_MS = 1_000;
const LOST_AFTER_MS = 2_000;

const TYPES: readonly DeskEvent['type'][] = [
  'snapshot',
  'presence',
  'waiting',
  'offer',
  'packet',
  'line',
  'work',
  'over',
];

export class DeskStore {
  private state: DeskState = { session: 'unknown', view: initialView, link: 'connecting', offsetMs: 0 };
  private readonly listeners = new Set<() => void>();
  private source: EventSource | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private brokenAt: number | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): DeskState => this.state;

  /** Asks who is signed in, and listens for them. */
  async start(): Promise<void> {
    const answer = await deskClient.session();
    if (answer.ok) this.signedIn(answer.body);
    else this.set({ session: 'nobody', ...(answer.refusal.error === 'not-signed-in' ? {} : answer) });
  }

  signedIn(session: Session): void {
    this.set({ session, view: initialView, refusal: undefined });
    this.listen();
  }

  async signOut(): Promise<void> {
    await deskClient.signOut();
    this.stop();
    this.set({ session: 'nobody', view: initialView });
  }

  stop(): void {
    this.source?.close();
    this.source = undefined;
    clearInterval(this.watch);
  }

  /** Runs a command; what the service refuses is shown. */
  async command(answering: Promise<{ ok: boolean; refusal?: Refusal }>): Promise<void> {
    const { refusal } = await answering;
    this.set({ refusal });
  }

  dismissRefusal(): void {
    this.set({ refusal: undefined });
  }

  private listen(): void {
    this.stop();
    const source = new EventSource('/v1/desk/stream');
    this.source = source;
    this.heardAt = Date.now();
    this.set({ link: 'connecting' });
    source.onopen = () => this.heard();
    source.onerror = () => {
      this.brokenAt ??= Date.now();
    };
    source.addEventListener('beat', (message: MessageEvent<string>) => {
      this.heard();
      this.set({ offsetMs: Number(message.data) - Date.now() });
    });
    for (const type of TYPES) {
      source.addEventListener(type, (message: MessageEvent<string>) => {
        this.heard();
        this.set({ view: foldDesk(this.state.view, JSON.parse(message.data) as DeskEvent) });
      });
    }
    this.watch = setInterval(() => this.look(), WATCH_MS);
  }

  private heard(): void {
    this.heardAt = Date.now();
    this.brokenAt = undefined;
    if (this.state.link !== 'live') this.set({ link: 'live' });
  }

  /** A browser gives a stream up for good when the service refuses it: then this page opens it anew. */
  private look(): void {
    const now = Date.now();
    if (now - this.heardAt > SILENT_MS_MAX) this.brokenAt ??= now;
    if (this.brokenAt === undefined || now - this.brokenAt < LOST_AFTER_MS) return;
    if (this.state.link !== 'lost') this.set({ link: 'lost' });
    if (this.source?.readyState === EventSource.CLOSED) void this.start();
  }

  private set(change: { [K in keyof DeskState]?: DeskState[K] | undefined }): void {
    const { refusal, ...rest } = { ...this.state, ...change };
    this.state = { ...(rest as DeskState), ...(refusal === undefined ? {} : { refusal }) };
    for (const listener of this.listeners) listener();
  }
}
