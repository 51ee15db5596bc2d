// The server that comes along: from nothing, from what a kill left behind, as another account, from packages alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { usableNative } from './native-folder';
import { isAlive } from './server-process';
import { startPostgres, type RunningPostgres } from './start-postgres';

const isRoot = process.getuid?.() === 0;
const folders: string[] = [];
const servers: RunningPostgres[] = [];

/** Within everybody's reach unless asked for otherwise. */
const freshFolder = (mode = 0o755): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-launch-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
};

const start = async (dataDir: string, env = {}): Promise<RunningPostgres> => {
  const server = await startPostgres({ dataDir, durable: false, env });
  servers.push(server);
  return server;
};

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

const pidFile = (server: RunningPostgres): string =>
  join(server.dataDir ?? '', 'made', 'cluster', 'postmaster.pid');
const pidOf = (server: RunningPostgres): number =>
  Number(readFileSync(pidFile(server), 'utf8').split('\n')[0]);

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('startPostgres', () => {
  it('makes a cluster, ends it, and finds everything again', async () => {
    const dataDir = join(freshFolder(), 'pg');
    const first = await start(dataDir);
    const pid = pidOf(first);
    await query(first.url, 'create table kept as select 1 as one');
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    const second = await start(dataDir);
    expect(await query(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
  });

  it('listens on the loopback only, with a password, in a folder of its own, not as root', async () => {
    const server = await start(join(freshFolder(), 'pg'));
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const url = new URL(server.url);
    url.password = 'wrong';
    await expect(query(url.href, 'select 1')).rejects.toThrow('password');
    expect(statSync(server.dataDir ?? '').mode & 0o777).toBe(0o700);
    if (existsSync('/proc/self')) expect(statSync(`/proc/${pidOf(server)}`).uid).not.toBe(0);
  });

  it('runs on a machine that has only the packages', async () => {
    const server = await start(join(freshFolder(), 'pg'), { TRUNKLINE_POSTGRES: 'packages' });
    expect(server.kind).toBe('packages');
    expect(
      await query(server.url, 'select pg_snapshot_xmin(pg_current_snapshot()) is not null as ok'),
    ).toEqual([{ ok: true }]);
  });

  it('comes up after its server was killed', async () => {
    const dataDir = join(freshFolder(), 'pg');
    const killed = await start(dataDir);
    await query(killed.url, 'create table kept as select 1 as one');
    process.kill(pidOf(killed), 'SIGKILL');
    const again = await start(dataDir);
    expect(await query(again.url, 'select one from kept')).toEqual([{ one: 1 }]);
  });

  it('takes over the server that a killed process left running, and ends it', async () => {
    const dataDir = join(freshFolder(), 'pg');
    const program = `
      const { startPostgres } = require('@trunkline/event-store');
      startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false, env: {} })
        .then(() => process.kill(process.pid, 'SIGKILL'));`;
    const child = spawn(process.execPath, ['-e', program], { cwd: __dirname, stdio: 'inherit' });
    await once(child, 'exit');
    const lines: string[] = [];
    const server = await startPostgres({ dataDir, durable: false, env: {}, log: (line) => lines.push(line) });
    const pid = pidOf(server);
    expect(lines.join()).toContain('adopted');
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('is one server for two processes that start at the same time', async () => {
    const dataDir = join(freshFolder(), 'pg');
    const program = `
      const { startPostgres } = require('@trunkline/event-store');
      startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false, env: {} }).then((server) => {
        console.log(server.url);
        process.stdin.on('end', () => server.stop()).resume();
      });`;
    const children = [0, 1].map(() =>
      spawn(process.execPath, ['-e', program], { cwd: __dirname, stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const urls = await Promise.all(
      children.map(async ({ stdout }) => {
        const [line] = (await once(stdout.setEncoding('utf8'), 'data')) as [string];
        return line.trim();
      }),
    );
    expect(urls[0]).toBe(urls[1]);
    expect(await query(urls[0] ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
    for (const child of children) {
      child.stdin.end();
      await once(child, 'exit');
    }
    await expect(query(urls[0] ?? '', 'select 1')).rejects.toThrow();
  });

  it('leaves a server alone that another living process owns', async () => {
    const dataDir = join(freshFolder(), 'pg');
    const owner = await start(dataDir);
    writeFileSync(join(owner.dataDir ?? '', `owner-of-${pidOf(owner)}`), `${process.ppid}\n`);
    const guest = await startPostgres({ dataDir, env: {} });
    expect(guest.url).toBe(owner.url);
    await guest.stop();
    expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is not misled by a lock file whose pid belongs to another program', async () => {
    const dataDir = join(freshFolder(), 'pg');
    const server = await start(dataDir);
    await server.stop();
    const cluster = join(server.dataDir ?? '', 'made', 'cluster');
    writeFileSync(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n0\n1\n\n127.0.0.1\n`);
    const again = await start(dataDir);
    expect(pidOf(again)).not.toBe(process.pid);
  });

  it('takes no cluster for one whose making was cut short', async () => {
    const dataDir = join(freshFolder(), 'pg');
    mkdirSync(join(dataDir, 'making-x', 'cluster'), { recursive: true });
    writeFileSync(join(dataDir, 'making-x', 'cluster', 'PG_VERSION'), '15\n');
    expect(await query((await start(dataDir)).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says which version a cluster needs that it has no binaries for', async () => {
    const dataDir = join(freshFolder(), 'pg');
    mkdirSync(join(dataDir, 'made', 'cluster'), { recursive: true });
    writeFileSync(join(dataDir, 'made', 'cluster', 'PG_VERSION'), '9\n');
    await expect(start(dataDir)).rejects.toThrow('the cluster is of postgres 9');
  });

  it('uses the server it is given, and does not end it', async () => {
    const server = await start(join(freshFolder(), 'pg'));
    const external = await startPostgres({ dataDir: '/nowhere', env: { DATABASE_URL: server.url } });
    expect([external.kind, external.url]).toEqual(['external', server.url]);
    await external.stop();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  (isRoot ? it : it.skip)(
    'keeps the cluster elsewhere when its account cannot reach the folder',
    async () => {
      const dataDir = join(freshFolder(0o700), 'pg');
      const server = await start(dataDir);
      const elsewhere = server.dataDir ?? '';
      expect(elsewhere).toMatch(/^\/var\/tmp\/trunkline-/);
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      folders.push(elsewhere);
    },
  );
});

describe('usableNative', () => {
  const fakePackage = (mode: number) => {
    const folder = join(freshFolder(mode), 'native');
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'lib', 'libx.so.1.2'), 'x');
    const links = join(folder, 'pg-symlinks.json');
    writeFileSync(
      links,
      JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]),
    );
    return { folder, links, version: `0.0.0-test-${process.pid}-${folders.length}` };
  };

  it('copies the folder to where links can be made when the package came without them', () => {
    const native = fakePackage(0o755);
    const used = usableNative(native, undefined);
    folders.push(dirname(used));
    expect(used).not.toBe(native.folder);
    expect(lstatSync(join(used, 'lib', 'libx.so.1')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(used, 'lib', 'libx.so.1'), 'utf8')).toBe('x');
    expect(usableNative(native, undefined)).toBe(used);
  });

  it('copies the folder when the account cannot reach it', () => {
    const native = fakePackage(0o700);
    symlinkSync('libx.so.1.2', join(native.folder, 'lib', 'libx.so.1'));
    const used = usableNative(native, { name: 'nobody', uid: 65_534, gid: 65_534 });
    folders.push(dirname(used));
    expect(used).toMatch(/^\/var\/tmp\//);
    expect(statSync(dirname(used)).mode & 0o005).toBe(0o005);
  });
});
