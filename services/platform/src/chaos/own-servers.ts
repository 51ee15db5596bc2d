// Postgres, Redis and Kafka of one row: nobody else is hurt when they are killed.
import { bringUp, type RunningServer, SERVER_NAMES, type ServerName, takeDown } from '@trunkline/servers';
import { freeTcpPorts } from '../processes/free-ports';

export interface OwnServers {
  readonly dir: string;
  kill(name: ServerName): Promise<void>;
  /** At the port that it had. */
  start(name: ServerName): Promise<void>;
  urlOf(name: ServerName): string;
  close(): Promise<void>;
}

/** Rejects with what is missing on this machine. */
export const openServers = async (dir: string): Promise<OwnServers> => {
  const [postgres = 0, redis = 0, kafka = 0] = await freeTcpPorts(SERVER_NAMES.length);
  const ports = { postgres, redis, kafka };
  const up = (names: readonly ServerName[]): Promise<readonly RunningServer[]> =>
    bringUp({ dataDir: dir, names, ports, log: () => undefined });
  const running = new Map((await up(SERVER_NAMES)).map((server) => [server.name, server]));
  const of = (name: ServerName): RunningServer => {
    const server = running.get(name);
    if (!server) throw new Error(`${name} is not one of this row's servers`);
    return server;
  };
  return {
    dir,
    kill: (name) => of(name).kill(),
    start: async (name) => {
      for (const server of await up([name])) running.set(name, server);
    },
    urlOf: (name) => of(name).url,
    close: () => takeDown({ dataDir: dir, names: SERVER_NAMES }).then(() => undefined),
  };
};
