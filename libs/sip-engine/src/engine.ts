// Puts the engine together: sockets, the admin door, one timer, and the core between them.
import { randomBytes, randomUUID } from 'node:crypto';
import { AdminServer } from './admin/server';
import { clientConnected, clientGone } from './engine/applications';
import { Core, type Ports } from './engine/core';
import type { EngineStats } from './engine/counters';
import { onBytes } from './engine/on-bytes';
import { onSipCommand } from './engine/on-command';
import { settingsOf, type Settings, type SipEngineOptions } from './engine/options';
import { TimerDrive } from './engine/timer-drive';
import type { Flow, Listening } from './transport/flow';
import { Transports } from './transport/transports';
import { probeUdp } from './transport/udp';

export interface SipEngine {
  readonly adminHost: string;
  readonly adminPort: number;
  readonly secret: string;
  readonly listening: readonly Listening[];
  stats(): EngineStats;
  /** Releases every call, then closes all sockets. */
  close(): Promise<void>;
}

/** Opens all listeners and the admin door; rejects when a port cannot be had. */
export const createSipEngine = async (options: SipEngineOptions): Promise<SipEngine> => {
  const settings = settingsOf(options);
  const secret = options.admin?.secret ?? randomBytes(24).toString('base64url');
  const host = options.admin?.host ?? '127.0.0.1';
  const receive = (bytes: Buffer, flow: Flow): void => guarded(() => onBytes(core, bytes, flow));
  const transports = await Transports.open(options.listen, {
    limits: settings.limits,
    receive,
    log: settings.log,
  });
  const drive = new TimerDrive(
    () => core.timers,
    () => guarded(() => core.timers.run(core.nowMs)),
  );
  const guarded = (step: () => void): void => enter(core, drive, step);
  const core: Core = new Core(
    settings,
    portsOf(transports, () => admin, guarded),
  );
  const admin: AdminServer = await openAdmin(core, {
    host,
    port: options.admin?.port ?? 0,
    secret,
    transports,
    guarded,
  }).catch(async (error: unknown) => {
    await transports.close();
    throw error;
  });
  const close = async (): Promise<void> => {
    guarded(() => [...core.clients].forEach((clientId) => clientGone(core, clientId)));
    await admin.close();
    drive.stop();
    await transports.close();
  };
  let closing: Promise<void> | undefined;
  return {
    adminHost: host,
    adminPort: admin.port,
    secret,
    listening: transports.listening,
    stats: () => statsOf(core, admin, transports),
    close: () => (closing ??= close()),
  };
};

// One step of the core at one time. A defect in it costs one message, never the process: it is logged and counted.
const enter = (core: Core, drive: TimerDrive, step: () => void): void => {
  core.nowMs = drive.nowMs();
  try {
    step();
  } catch (error) {
    core.counters.dropped += 1;
    core.log('error', 'engine step failed', { error });
  }
  drive.arm();
};

const portsOf = (
  transports: Transports,
  admin: () => AdminServer,
  guarded: (step: () => void) => void,
): Ports => ({
  transmit: (bytes, to, onFailure) => transports.send(bytes, to, onFailure && (() => guarded(onFailure))),
  probe: (to, onRefused) => probeUdp(to, 2_000, () => guarded(onRefused)),
  toClient: (clientId, frame) => admin().send(clientId, frame),
  isCongested: (clientId) => admin().isCongested(clientId),
  localEnd: (to) => transports.localEnd(to),
  isOwnAddress: (transport, host, port) => transports.isOwnAddress(transport, host, port),
  uuid: () => randomUUID(),
  token: () => randomBytes(9).toString('hex'),
  time: wallClock,
});

const openAdmin = (
  core: Core,
  at: {
    host: string;
    port: number;
    secret: string;
    transports: Transports;
    guarded: (step: () => void) => void;
  },
): Promise<AdminServer> => {
  const { host, port, secret, transports, guarded } = at;
  const hostPorts = (): string =>
    transports.advertised.map((end) => `${end.transport}/${end.host}:${end.port}`).join(',');
  const setup = {
    host,
    port,
    secret,
    version: 'v0.9.10-embedded.1',
    limits: core.settings.limits,
    uuid: randomUUID,
    hostPorts,
  };
  return AdminServer.open(setup, {
    onConnected: (clientId) => clientConnected(core, clientId),
    onRoute: (clientId, verb) => core.routes.add(verb, clientId),
    onRemoveRoute: (clientId, verb) => core.routes.remove(verb, clientId),
    onSip: (clientId, command) => {
      let isKept = true;
      guarded(() => {
        isKept = onSipCommand(core, clientId, command);
      });
      return isKept;
    },
    onGone: (clientId) => guarded(() => clientGone(core, clientId)),
    onRefused: (why) => {
      core.counters.adminRefused += 1;
      core.log('warn', 'application refused', { why });
    },
  });
};

const statsOf = (core: Core, admin: AdminServer, transports: Transports): EngineStats => ({
  ...core.counters,
  serverTransactions: core.servers.size,
  clientTransactions: core.callers.size,
  dialogs: core.dialogs.size,
  timers: core.timers.size,
  applications: admin.size,
  tcpConnections: transports.tcpConnections,
});

const wallClock = (): string => `${new Date().toISOString().slice(11, 23)}000`;

export type { Settings };
