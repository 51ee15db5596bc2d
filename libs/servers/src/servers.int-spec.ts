// Servers of a folder: started as nobody important, found again, never mistaken, and ended without a trace.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '@trunkline/testkit';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { bringUp, environmentOf, type ServerStatus, statusOf, takeDown } from './fleet';
import { withFolderLock } from './folder-lock';
import { startKafka } from './kafka/start-kafka';
import { startPostgres } from './postgres/start-postgres';
import { identify } from './process-identity';
import { startRedis } from './redis/start-redis';
import { type RunningServer } from './running-server';
import { readRecord, SERVER_NAMES, writeRecord } from './server-record';
import { type StartOptions } from './start-options';

const folders: string[] = [];
const left: RunningServer[] = [];

/** Within the reach of every account, so that nothing is kept elsewhere. */
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-servers-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
};

const keep = async <S extends RunningServer>(started: Promise<S>): Promise<S> => {
  const server = await started;
  left.push(server);
  return server;
};

const isAlive = (pid: number): boolean => identify(pid) !== undefined;
const signalled = (pid: number, signal: NodeJS.Signals): void => void process.kill(pid, signal);

/** A free port of the moment, held while `use` runs. */
const whileHeld = async (use: (port: number) => Promise<void>): Promise<void> => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  try {
    await use(typeof address === 'object' && address ? address.port : 0);
  } finally {
    holder.close();
  }
};

afterEach(async () => {
  for (const server of left.splice(0)) {
    await server.stop();
    if (isAlive(server.pid)) await server.kill();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describeWith(['redis', 'kafka'], 'servers', () => {
  describe.each([
    ['postgres', startPostgres],
    ['redis', startRedis],
  ] as const)('%s', (name, startOne: (options: StartOptions) => Promise<RunningServer>) => {
    const start = (options: StartOptions): Promise<RunningServer> => keep(startOne(options));

    it('runs as no root, on the loopback, and leaves nothing when it is stopped', async () => {
      const dataDir = freshFolder();
      const server = await start({ dataDir });
      expectHarmless(server);
      await server.stop();
      expect(isAlive(server.pid)).toBe(false);
      expect(readRecord(dataDir)).toBeUndefined();
    });

    it('comes up on its port again after it was killed', async () => {
      const dataDir = freshFolder();
      const killed = await start({ dataDir });
      await killed.kill();
      expect(isAlive(killed.pid)).toBe(false);
      const again = await start({ dataDir, port: killed.port });
      expect([again.port, again.origin]).toEqual([killed.port, 'started']);
      expect(again.pid).not.toBe(killed.pid);
    });

    it('is shared by whoever starts it while its owner lives, and not ended by them', async () => {
      const dataDir = freshFolder();
      const owner = await start({ dataDir });
      const guest = await startOne({ dataDir });
      expect([guest.pid, guest.origin]).toEqual([owner.pid, 'shared']);
      await guest.stop();
      expect(isAlive(owner.pid)).toBe(true);
    });

    it('says so when another program has the port', async () => {
      await whileHeld(async (port) => {
        await expect(startOne({ dataDir: freshFolder(), port })).rejects.toThrow(`port ${port}`);
      });
    });

    it('leaves a program alone that has the pid of a server that is gone', async () => {
      const fleet = { dataDir: freshFolder(), names: [name] };
      const dataDir = join(fleet.dataDir, name);
      const server = await start({ dataDir });
      const record = readRecord(dataDir);
      if (!record) throw new Error('no record');
      await server.kill();
      const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
      await once(stranger, 'spawn');
      const pid = stranger.pid ?? 0;
      writeRecord(dataDir, { ...record, process: { ...record.process, pid }, owner: 'kept' });
      expect(await statusOf(fleet)).toMatchObject([{ status: 'stopped' }]);
      expect(await takeDown(fleet)).toEqual([]);
      writeRecord(dataDir, { ...record, process: { ...record.process, pid }, owner: 'kept' });
      expect((await start({ dataDir })).pid).not.toBe(pid);
      expect(isAlive(pid)).toBe(true);
      stranger.kill();
    });
  });

  it('adopts what a killed process left running, and ends it', async () => {
    const dataDir = freshFolder();
    const program = `
      const { startRedis } = require('@trunkline/servers');
      startRedis({ dataDir: ${JSON.stringify(dataDir)} }).then(({ pid }) => {
        console.log(pid);
        process.kill(process.pid, 'SIGKILL');
      });`;
    const child = spawn(process.execPath, ['-e', program], {
      cwd: __dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    await once(child, 'exit');
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    const adopted = await keep(startRedis({ dataDir }));
    expect([adopted.pid, adopted.origin]).toEqual([pid, 'adopted']);
    await adopted.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts anew where the one that runs does not answer', async () => {
    const dataDir = freshFolder();
    const stalled = await keep(startRedis({ dataDir, isKept: true }));
    signalled(stalled.pid, 'SIGSTOP');
    const again = await keep(startRedis({ dataDir, port: stalled.port, isKept: true }));
    expect(again.pid).not.toBe(stalled.pid);
    expect(isAlive(stalled.pid)).toBe(false);
  });

  it('is one server for those who start at the same time', async () => {
    const dataDir = freshFolder();
    const [one, two] = await Promise.all([keep(startRedis({ dataDir })), keep(startRedis({ dataDir }))]);
    expect(one.pid).toBe(two.pid);
  });

  (process.getuid?.() === 0 ? it : it.skip)('keeps data where its account can reach them', async () => {
    const parent = freshFolder();
    chmodSync(parent, 0o700);
    const server = await keep(startRedis({ dataDir: join(parent, 'redis') }));
    folders.push(server.dataDir);
    expect(server.dataDir).toMatch(/^\/var\/tmp\/trunkline-/);
    expect(await statusOf({ dataDir: parent, names: ['redis'] })).toMatchObject([{ status: 'running' }]);
  });

  it('lets one at a time into a folder', async () => {
    const folder = freshFolder();
    const inside: number[] = [];
    let count = 0;
    const use = async (): Promise<void> => {
      inside.push((count += 1));
      await once(spawn('sleep', ['0.1'], { stdio: 'ignore' }), 'exit');
      count -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withFolderLock(folder, use)));
    expect(inside).toEqual([1, 1, 1]);
  });

  it('takes a lock of a dead process, or one cut short, for none', async () => {
    const dataDir = freshFolder();
    writeFileSync(join(dataDir, 'starting'), JSON.stringify({ pid: process.pid, began: 'another time' }));
    writeFileSync(join(dataDir, 'server.json'), '{"name":"redis","proc');
    expect((await keep(startRedis({ dataDir }))).origin).toBe('started');
  });

  it('runs a Kafka that keeps what it was told, through an end and a kill, and makes no topic by mistake', async () => {
    const dataDir = freshFolder();
    const first = await keep(startKafka({ dataDir }));
    expectHarmless(first);
    const guest = await startKafka({ dataDir });
    expect([guest.pid, guest.origin]).toEqual([first.pid, 'shared']);
    await guest.stop();
    const admin = kafka(first.brokers).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    await say(first.brokers, 'kept', 'one');
    await expect(say(first.brokers, 'mistyped', 'one')).rejects.toThrow();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await keep(startKafka({ dataDir, port: first.port }));
    await say(second.brokers, 'kept', 'two');
    await second.kill();
    const third = await keep(startKafka({ dataDir, port: first.port }));
    expect(await heard(third.brokers, 2)).toEqual(['one', 'two']);
  });

  it('goes up, tells how it is, and goes down together', async () => {
    const fleet = { dataDir: freshFolder(), names: SERVER_NAMES };
    const states = async (): Promise<readonly string[]> =>
      (await statusOf(fleet)).map(({ status }) => status);
    const up = { ...fleet, ports: { postgres: 0, redis: 0, kafka: 0 }, log: () => undefined };
    expect(await states()).toEqual(['stopped', 'stopped', 'stopped']);
    expect(await takeDown(fleet)).toEqual([]);
    for (const server of await bringUp(up)) left.push(server);
    expect(await states()).toEqual(['running', 'running', 'running']);
    const running = (await statusOf(fleet)).filter(
      (server): server is Exclude<ServerStatus, { status: 'stopped' }> => server.status !== 'stopped',
    );
    const settings = environmentOf(running);
    expect(Object.keys(settings)).toEqual(['DATABASE_URL', 'REDIS_URL', 'EVENT_BUS', 'KAFKA_BROKERS']);
    const client = new Client({ connectionString: settings.DATABASE_URL });
    await client.connect();
    expect((await client.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    const [postgres, redis, broker] = running.map(({ pid }) => pid);
    signalled(redis ?? 0, 'SIGKILL');
    signalled(broker ?? 0, 'SIGSTOP');
    // A killed process is there until its parent has looked.
    while (isAlive(redis ?? 0)) await new Promise((looked) => setTimeout(looked, 10));
    expect(await states()).toEqual(['running', 'stopped', 'silent']);
    signalled(broker ?? 0, 'SIGCONT');
    for (const server of await bringUp({ ...up, ports: {} })) left.push(server);
    expect(await states()).toEqual(['running', 'running', 'running']);
    expect((await statusOf(fleet))[0]).toMatchObject({ pid: postgres });
    expect(await takeDown(fleet)).toEqual(['kafka', 'redis', 'postgres']);
    expect(await states()).toEqual(['stopped', 'stopped', 'stopped']);
    expect(processesIn(fleet.dataDir)).toEqual([]);
  });

  it('does not take down what belongs to a living process', async () => {
    const dataDir = freshFolder();
    const server = await keep(startRedis({ dataDir: join(dataDir, 'redis') }));
    await expect(takeDown({ dataDir, names: ['redis'] })).rejects.toThrow(`process ${process.pid}`);
    expect(isAlive(server.pid)).toBe(true);
  });
});

const expectHarmless = ({ pid }: RunningServer): void => {
  if (!existsSync('/proc/self')) return;
  expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
  expect(listening(pid)).toEqual(['0100007F']);
};

const say = async (brokers: string[], topic: string, value: string): Promise<void> => {
  const producer = kafka(brokers).producer({ allowAutoTopicCreation: true, retry: { retries: 1 } });
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
};

const kafka = (brokers: string[]): Kafka =>
  new Kafka({ clientId: 'spec', brokers, logLevel: logLevel.NOTHING });

const heard = async (brokers: string[], count: number): Promise<readonly string[]> => {
  const consumer = kafka(brokers).consumer({ groupId: 'spec' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'kept', fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ message }) => {
          values.push(String(message.value));
          if (values.length === count) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return values;
};

/** Addresses, as /proc/net/tcp writes them, that the process listens on. */
const listening = (pid: number): readonly string[] => {
  const inodes = new Set(
    execFileSync('ls', ['-l', `/proc/${pid}/fd`], { encoding: 'utf8' }).match(/(?<=socket:\[)\d+/g),
  );
  const rows = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1),
  );
  const addresses = rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode ?? ''))
    .map(([, local = '']) => local.split(':')[0] ?? '')
    .map((address) => address.replace(/^0000000000000000FFFF0000/, ''));
  return [...new Set(addresses)];
};

const processesIn = (folder: string): readonly string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder));
