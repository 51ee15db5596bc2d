// Servers and clients over real sockets: health, deadlines, instances behind one address, what a killed process leaves.
import { status } from '@grpc/grpc-js';
import { tools } from '@trunkline/contracts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, ready } from './connect';
import { fence, fenceDoor } from './fence.double';
import { HealthClient } from './health.double';
import { serve, type Serving } from './serve';

const ANSWER_MS_MAX = 5_000;

describe('a server', () => {
  let dir: string;
  const open: { close(): unknown }[] = [];
  const opened = <T extends { close(): unknown }>(what: T): T => {
    open.push(what);
    return what;
  };
  const listen = async (bind: string, instance = 'a'): Promise<Serving> =>
    opened(await serve(bind, [fenceDoor(instance)]));
  const clientOf = (address: string): tools.ActionsServiceClient =>
    opened(connect(tools.ActionsServiceClient, address));
  const socket = (name: string): string => `unix:${join(dir, name)}`;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'trunkline-grpc-'));
  });
  afterEach(async () => {
    for (const what of open.splice(0).reverse()) await what.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('says of itself and of its doors that they serve, and of no other', async () => {
    const { address } = await listen('127.0.0.1:0');
    const health = opened(connect(HealthClient, address));
    expect(await health.statusOf('')).toBe('SERVING');
    expect(await health.statusOf('trunkline.tools.v1.ActionsService')).toBe('SERVING');
    await expect(health.statusOf('trunkline.line.v1.LinesService')).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });

  it('gives up a unary call that nobody answers, though no deadline was named', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const { address } = await listen('127.0.0.1:0');
      const failure = fence(clientOf(address), 'silent').catch((error: unknown) => error);
      // In steps, so that the peer is heard between them: its answers to pings come over a real connection.
      for (let steps = 0; steps < 120; steps += 1) {
        await jest.advanceTimersByTimeAsync(50);
        for (let turns = 0; turns < 5; turns += 1) await new Promise((done) => setImmediate(done));
      }
      expect(await failure).toMatchObject({ code: status.DEADLINE_EXCEEDED });
    } finally {
      jest.useRealTimers();
    }
  });

  it('takes over the socket that a killed process left, and none that is in use', async () => {
    const path = join(dir, 's.sock');
    const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 9))`;
    expect(spawnSync(process.execPath, ['-e', program]).signal).toBe('SIGKILL');
    const { address } = await listen(`unix:${path}`);
    expect(await fence(clientOf(address))).toBe('a');
    await expect(serve(`unix:${path}`, [fenceDoor('b')])).rejects.toThrow('cannot listen');
  });

  it.each([
    ['Unix sockets', (name: string) => socket(name)],
    ['ports', () => '127.0.0.1:0'],
  ])('is one of several instances on %s: another answers when one is gone', async (_what, bindOf) => {
    const [a, b] = [await listen(bindOf('a'), 'a'), await listen(bindOf('b'), 'b')];
    const client = clientOf(`${a.address},${b.address}`);
    await ready(client, ANSWER_MS_MAX);
    await a.close();
    const answers: string[] = [];
    for (let times = 0; times < 6; times += 1)
      answers.push(await fence(client).catch((error: { code: number }) => status[error.code] ?? ''));
    // What was on its way to the lost instance may fail; what is sent after that does not.
    expect(answers.slice(1)).toEqual(['b', 'b', 'b', 'b', 'b']);
  });

  it('is not looked for at something that is no address', async () => {
    const client = clientOf('127.0.0.1:1,nonsense');
    await expect(fence(client)).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });
});
