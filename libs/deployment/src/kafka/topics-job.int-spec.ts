// The job for brokers as it is run: creates what is missing, says what differs, changes nothing that is there.
import { type RunningKafka, startKafka } from '@trunkline/servers';
import { describeWith } from '@trunkline/testkit';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../repository';

const MAIN = join(ROOT, 'libs/deployment/dist/kafka/main.js');

describeWith(['kafka'], 'the job for brokers', () => {
  let kafka: RunningKafka;
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-topics-'));
  beforeAll(async () => {
    kafka = await startKafka({ dataDir });
  });
  afterAll(async () => {
    await kafka.stop();
    rmSync(kafka.dataDir, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  });

  const job = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number | null; said: string }>((resolve) => {
      const settings = {
        KAFKA_BROKERS: kafka.url,
        KAFKA_TOPIC_PREFIX: 'job.',
        KAFKA_REPLICATION_FACTOR: '1',
        ...env,
      };
      const child = execFile(process.execPath, [MAIN, ...words], {
        cwd: ROOT,
        env: { ...process.env, ...settings },
      });
      let said = '';
      child.stdout?.on('data', (text: string) => (said += text));
      child.stderr?.on('data', (text: string) => (said += text));
      child.once('close', (code) => resolve({ code, said }));
    });

  it('creates the topics once', async () => {
    expect(await job([])).toEqual({
      code: 0,
      said: 'job.voice.call.events.v1: created\njob.voice.call.events.v1.dlq: created\n',
    });
    expect(await job(['topics'])).toEqual({
      code: 0,
      said: 'job.voice.call.events.v1: as planned\njob.voice.call.events.v1.dlq: as planned\n',
    });
  });

  it('names what differs, and fails', async () => {
    const { code, said } = await job(['topics'], { KAFKA_REPLICATION_FACTOR: '2' });
    expect(code).toBe(1);
    expect(said).toContain(
      'job.voice.call.events.v1: replication.factor is 1, should be 2; nothing was changed\n',
    );
    expect(said).toContain(
      'job.voice.call.events.v1: min.insync.replicas is 1, should be 2; nothing was changed\n',
    );
    expect(await job([])).toMatchObject({ code: 0 });
  });

  it('says that nothing is set aside', async () => {
    expect(await job(['parked'])).toEqual({ code: 0, said: '' });
    expect(await job(['redrive', 'trace'])).toEqual({ code: 0, said: '' });
  });

  it('refuses what it does not know', async () => {
    expect(await job(['delete'])).toEqual({
      code: 1,
      said: expect.stringContaining('no such task: delete') as string,
    });
  });
});
