// The demo as a user runs it on seven processes, with Postgres, Kafka and Redis below them.
import { databaseOnServers } from '@trunkline/platform/processes/engine-choice';
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { describeWith } from '@trunkline/testkit';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ran, run } from './program';

const DEMO_MS_MAX = 280_000;
const SERVERS_MS_MAX = 120_000;
const COMMAND_MS_MAX = 30_000;

describeWith(['redis', 'kafka'], 'the demo on seven processes and real servers', () => {
  let folder: Scratch;
  let demo: Ran;
  const at = (name: string): string => join(folder.dir, name);

  const servers = async (...words: readonly string[]): Promise<Ran> =>
    run(['servers', ...words, '--data', at('servers')], SERVERS_MS_MAX);

  beforeAll(async () => {
    folder = await scratch('demo-processes');
    const up = await servers('up', '--postgres-port', '0', '--redis-port', '0', '--kafka-port', '0');
    if (up.exitCode !== 0) throw new Error(`the servers do not come up: ${up.output}`);
    const engines = ['--engines', 'real', '--servers', at('servers')];
    demo = await run(['demo', '--processes', ...engines, '--data', at('data')], DEMO_MS_MAX);
  }, DEMO_MS_MAX + SERVERS_MS_MAX);
  afterAll(async () => {
    await servers('down');
    await folder.remove();
  }, SERVERS_MS_MAX);

  it('ends well and says so', () => {
    expect(demo.output).toContain('3 of 3 calls went as their scripts say');
    expect(demo.exitCode).toBe(0);
  });

  it('names the process of each service', () => {
    const names = [...demo.output.matchAll(/^Process +(\S+) +pid \d+/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([
      'dialogue-policy',
      'handoff',
      'sip-gateway',
      'stt',
      'tool-gateway',
      'trace',
      'tts',
    ]);
  });

  it('leaves nothing running', () => {
    expect(existsSync(at('data/processes.json'))).toBe(false);
  });

  it('has its record on the server, under a name of its own', async () => {
    const url = await databaseOnServers(at('data'), () => undefined);
    expect(new URL(url ?? '').pathname).toMatch(/^\/trunkline_[0-9a-f]{8}$/);
    expect(existsSync(at('data/postgres'))).toBe(false);
  });

  it('keeps secrets out of what others can read', async () => {
    const said = await Promise.all(
      ['stt', 'tts', 'tool-gateway', 'handoff', 'trace', 'dialogue-policy', 'sip-gateway'].map((name) =>
        readFile(at(`data/logs/${name}.log`), 'utf8'),
      ),
    );
    const { confirmationKey, deskKey } = JSON.parse(
      await readFile(at('data/secrets.json'), 'utf8'),
    ) as Record<string, string>;
    for (const secret of [confirmationKey, deskKey]) expect(said.join('\n')).not.toContain(secret);
  });

  it('replays to the same decisions', async () => {
    const { output, exitCode } = await run(['replay', '--all', '--data', at('data')], COMMAND_MS_MAX);
    expect({ exitCode, output }).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Every decision came out as it is recorded') as string,
    });
  });
});
