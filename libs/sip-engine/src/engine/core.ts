// The engine without sockets: tables of transactions and dialogs, fed with messages, commands and the time.
import { RouteTable } from '../admin/route-table';
import type { Outgoing } from '../admin/reply';

import { dialogIdOf } from '../dialog/dialog';
import type { Headers } from '../message/headers';
import { tagOf } from '../message/name-addr';
import { TimerHeap } from '../transaction/timers';
import type { Destination, Listening, TransportName } from '../transport/flow';
import type { ClientTransaction } from './client-transaction';
import { emptyCounters, type Counters } from './counters';
import type { LiveDialog } from './live-dialog';
import type { Settings } from './options';
import type { ServerTransaction } from './server-transaction';

/** What the engine needs from the outside; all of it synchronous. */
export interface Ports {
  /** `onFailure` is called later when the message certainly did not arrive. */
  transmit(bytes: Buffer, to: Destination, onFailure?: () => void): void;
  /** Asks the network whether anybody listens there at all; `onRefused` only for a certain no. */
  probe(to: Destination, onRefused: () => void): void;
  toClient(clientId: number, frame: Outgoing): void;
  /** An application that does not read what it is sent. */
  isCongested(clientId: number): boolean;
  /** The local end used for a destination, as it appears in Via and Contact. */
  localEnd(to: Destination): Listening | undefined;
  isOwnAddress(transport: TransportName, host: string, port: number): boolean;
  uuid(): string;
  /** A random token for tags and branches. */
  token(): string;
  /** Wall-clock time for frames, HH:MM:SS.uuuuuu. */
  time(): string;
}

export class Core {
  readonly timers = new TimerHeap();
  readonly routes = new RouteTable();
  readonly clients = new Set<number>();
  /** Server transactions by matching key, by the id the application knows, and by what makes copies equal. */
  readonly servers = new Map<string, ServerTransaction>();
  readonly serversById = new Map<string, ServerTransaction>();
  readonly serversByMerge = new Map<string, ServerTransaction>();
  readonly callers = new Map<string, ClientTransaction>();
  readonly callersById = new Map<string, ClientTransaction>();
  readonly dialogs = new Map<string, LiveDialog>();
  /** INVITEs that no application has reacted to. */
  readonly unattended = new Set<ServerTransaction>();
  readonly counters: Counters = emptyCounters();
  nowMs = 0;

  constructor(
    readonly settings: Settings,
    readonly ports: Ports,
  ) {}

  /** The dialog a request from the network belongs to, whichever side called. */
  dialogFor(headers: Headers): LiveDialog | undefined {
    const callId = headers.text('call-id');
    const fromTag = tagOf(headers.get('from'));
    const toTag = tagOf(headers.get('to'));
    for (const callerTag of [fromTag, toTag]) {
      const dialog = this.dialogs.get(dialogIdOf(callId, callerTag ?? ''));
      if (dialog?.matches(fromTag, toTag)) return dialog;
    }
    return undefined;
  }

  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    msg: string,
    fields?: Readonly<Record<string, unknown>>,
  ): void {
    this.settings.log(level, msg, fields);
  }
}
