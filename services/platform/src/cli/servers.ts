// `servers`: real Postgres, Redis and Kafka on this machine, without containers.
import {
  bringUp,
  environmentOf,
  SERVER_NAMES,
  type ServerName,
  type ServerStatus,
  statusOf,
  takeDown,
  USUAL_PORTS,
} from '@trunkline/servers';
import { resolve } from 'node:path';
import { type Arguments, UsageError } from './arguments';
import { type Command, print } from './command';
import { ROOT } from './paths';

const SERVERS_DIR = resolve(ROOT, '.trunkline/servers');
const ACTIONS = ['up', 'down', 'status'] as const;
type Action = (typeof ACTIONS)[number];

const portFlag = (name: ServerName) => ({
  value: 'N',
  help: `where ${name} listens; 0 takes a free port (${USUAL_PORTS[name]})`,
});

export const servers: Command = {
  spec: {
    name: 'servers',
    summary:
      'Real Postgres, Redis and Kafka on the loopback, without containers: up starts what is not running and\nleaves it running, status says how each is (exit code 1 unless all run), down ends them in order.',
    positionals: [ACTIONS.join('|')],
    flags: {
      '--data': { value: 'DIR', help: 'where they keep their data (.trunkline/servers)' },
      '--only': { value: 'A,B', help: `some of ${SERVER_NAMES.join(', ')}` },
      '--postgres-port': portFlag('postgres'),
      '--redis-port': portFlag('redis'),
      '--kafka-port': portFlag('kafka'),
      '--json': { help: 'one JSON document on standard output' },
    },
  },
  run: async (given) => {
    const fleet = {
      dataDir: resolve(given.text('--data') ?? SERVERS_DIR),
      names: namesOf(given.text('--only')),
    };
    const show = given.has('--json') ? asJson : asText;
    switch (actionOf(given.positionals[0])) {
      case 'up':
        await bringUp({ ...fleet, ports: portsOf(given), log: progress });
        show(await statusOf(fleet));
        return 0;
      case 'status': {
        const all = await statusOf(fleet);
        show(all);
        return all.every(({ status }) => status === 'running') ? 0 : 1;
      }
      case 'down': {
        const ended = await takeDown(fleet);
        progress(ended.length > 0 ? `ended: ${ended.join(', ')}` : 'nothing was running');
        if (given.has('--json')) asJson(await statusOf(fleet));
        return 0;
      }
    }
  },
};

export const namesOf = (only: string | undefined): readonly ServerName[] => {
  const asked = only?.split(',').filter((name) => name !== '') ?? SERVER_NAMES;
  const names = SERVER_NAMES.filter((name) => asked.includes(name));
  const unknown = asked.find((name) => !names.some((known) => known === name));
  if (unknown !== undefined || names.length === 0)
    throw new UsageError(`servers: --only ${only} is not a list of ${SERVER_NAMES.join(', ')}`);
  return names;
};

const actionOf = (word: string | undefined): Action => {
  const action = ACTIONS.find((each) => each === word);
  if (action === undefined) throw new UsageError(`servers: '${word}' is not one of ${ACTIONS.join(', ')}`);
  return action;
};

const portsOf = (given: Arguments): Partial<Record<ServerName, number>> =>
  Object.fromEntries(
    SERVER_NAMES.filter((name) => given.has(`--${name}-port`)).map((name) => [
      name,
      given.int(`--${name}-port`, { min: 0, max: 65_535, or: 0 }),
    ]),
  );

/** Beside the document that programs read. */
const progress = (message: string): void => {
  process.stderr.write(`${message}\n`);
};

const asJson = (all: readonly ServerStatus[]): void =>
  print(JSON.stringify({ servers: all, environment: environmentOf(all.filter(isThere)) }, null, 2));

const asText = (all: readonly ServerStatus[]): void => {
  for (const line of tableOf(all)) print(line);
  const settings = Object.entries(environmentOf(all.filter(isThere)));
  if (settings.length === 0) return;
  print('\nTo use them:');
  for (const [name, value] of settings) print(`  export ${name}='${value}'`);
};

const isThere = (server: ServerStatus): server is Exclude<ServerStatus, { status: 'stopped' }> =>
  server.status !== 'stopped';

export const tableOf = (all: readonly ServerStatus[]): readonly string[] => {
  const rows = [
    ['SERVER', 'STATUS', 'VERSION', 'ADDRESS', 'PID', 'DATA', 'LOG'],
    ...all.map((server) =>
      isThere(server)
        ? [
            server.name,
            server.status,
            server.version,
            `127.0.0.1:${server.port}`,
            String(server.pid),
            server.dataDir,
            server.logFile,
          ]
        : [server.name, server.status, '', '', '', server.folder, ''],
    ),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
