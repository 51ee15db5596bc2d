// The core of the engine on a virtual clock and a network that only writes down what it is given, for tests.
import type { Outgoing } from '../admin/reply';
import { parseCommand } from '../admin/command';
import { clientConnected } from '../engine/applications';
import { Core } from '../engine/core';
import { onBytes } from '../engine/on-bytes';
import { onSipCommand } from '../engine/on-command';
import { settingsOf, type SipEngineOptions } from '../engine/options';
import type { Destination, Flow } from '../transport/flow';

export interface Sent {
  readonly atMs: number;
  readonly text: string;
  readonly to: Destination;
}

const local = { host: '192.0.2.1', port: 5060 };

export const flowFrom = (port: number, transport: 'udp' | 'tcp' = 'udp'): Flow => ({
  transport,
  local,
  remote: { host: '192.0.2.9', port },
  connectionId: transport === 'tcp' ? port : undefined,
});

export class VirtualEngine {
  readonly sent: Sent[] = [];
  readonly frames: (Outgoing & { readonly atMs: number })[] = [];
  readonly core: Core;
  private ids = 0;

  constructor(options: Partial<SipEngineOptions> = {}, verbs: readonly string[] = ['invite']) {
    this.core = new Core(settingsOf({ listen: [], ...options }), {
      transmit: (bytes, to) => this.sent.push({ atMs: this.core.nowMs, text: bytes.toString('latin1'), to }),
      probe: () => undefined,
      toClient: (_clientId, frame) => this.frames.push({ ...frame, atMs: this.core.nowMs }),
      isCongested: () => false,
      localEnd: ({ transport }) => ({ transport, ...local }),
      isOwnAddress: (_transport, host, port) => host === local.host && port === local.port,
      uuid: () => this.nextId('00000000-0000-4000-8000-'),
      token: () => this.nextId('t'),
      time: () => '00:00:00.000000',
    });
    clientConnected(this.core, 1);
    for (const verb of verbs) this.core.routes.add(verb, 1);
  }

  receive(bytes: Buffer | string, flow = flowFrom(5070)): void {
    onBytes(this.core, Buffer.from(bytes), flow);
  }

  /** A `sip` frame of the application. */
  command(head: string, message: string): void {
    const command = parseCommand(`frame-id|sip|${head}`, Buffer.from(message));
    if (command.kind === 'sip') onSipCommand(this.core, 1, command);
  }

  /** Lets time pass, stopping at every deadline. */
  runUntil(atMs: number): void {
    while (this.core.timers.nextMs <= atMs) {
      this.core.nowMs = this.core.timers.nextMs;
      this.core.timers.run(this.core.nowMs);
    }
    this.core.nowMs = atMs;
  }

  /** When something with that start line went out. */
  timesOf(start: string): number[] {
    return this.sent.filter(({ text }) => text.startsWith(start)).map(({ atMs }) => atMs);
  }

  /** The transaction id of the last request handed to the application. */
  get lastTransactionId(): string {
    const heads = this.frames.filter(({ head }) => head.startsWith('sip|network'));
    return heads.at(-1)?.head.split('|')[7] ?? '';
  }

  private nextId(prefix: string): string {
    this.ids += 1;
    return `${prefix}${String(this.ids).padStart(12, '0')}`;
  }
}
