// A rolling restart under thirty callers: each service in turn is told to end and comes back; nobody is lost, nobody sits in silence.
import { judgeRecord } from '@trunkline/platform/chaos/judge';
import { type ProcessEntry } from '@trunkline/platform/processes/processes-file';
import { type RunningProcesses, startProcesses } from '@trunkline/platform/processes/start-processes';
import { tenantOf } from '@trunkline/platform/tenants';
import { becomes } from '@trunkline/platform/trial/eventually';
import { allEvents, callsOf, endOf, lineEvents, nothingOpen } from '@trunkline/platform/trial/record-reading';
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { silentLogger } from '@trunkline/runtime';
import { type Violation } from '@trunkline/simulation';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgram } from './installed';
import { patientTenant } from '@trunkline/platform/trial/patient-tenant';
import { quantileOf } from './process-figures';
import { play, type Played, SIPP } from './sipp';
import { writeSpeech } from './speech-file';

const CALLS = 30;
const CALLS_PER_S = 1;
const TALK_MS = 90_000;
const PAUSE_MS = 12_000;
/**
 * They give one number after the other, so that each is in a conversation all the time; of thirty, five speak at once.
 * Nothing of it ends a call, wherever in the conversation it is heard, or not heard, while something restarts.
 */
const SAID = [
  6_000,
  'where is my order',
  ...Array.from({ length: 5 }, () => [
    PAUSE_MS,
    'four seven one one two',
    PAUSE_MS,
    'five two two three zero',
  ]).flat(),
] as const;
/** What callers wait for has a second instance, as it has in production. */
const INSTANCES = { stt: 2, tts: 2, 'dialogue-policy': 2, 'tool-gateway': 2 } as const;
const BACK_MS_MAX = 30_000;
/** Longer than any of the calls still has to go. */
const DRAIN_MS_MAX = 90_000;
const SUITE_MS_MAX = 300_000;
/** Where a test run keeps its figures, for whoever wants to compare machines. */
const FIGURES = process.env['ROLLING_FIGURES'];
const SHARES = [0.5, 0.9, 0.95, 0.99, 1] as const;

/** Upper bounds of what callers heard nothing for, and of what they waited for a word, in seconds. */
const figuresOf = (metrics: string) => {
  const sharesOf = (name: string) =>
    Object.fromEntries(SHARES.map((share) => [`p${share * 100}`, quantileOf(metrics, name, share)]));
  return { silenceS: sharesOf('voice_silence_seconds'), responseS: sharesOf('voice_turn_response_seconds') };
};

withProgram(SIPP)('a rolling restart', () => {
  let folder: Scratch;
  let running: RunningProcesses;
  let played: Played;
  let silenceP95S: number | undefined;
  let restarts: readonly ProcessEntry[];
  let violations: readonly Violation[];

  beforeAll(async () => {
    folder = await scratch('rolling');
    await writeSpeech(join(folder.dir, 'caller.ul'), SAID);
    const tenantDir = await patientTenant(folder.dir);
    const variables = { orders_url: 'http://127.0.0.1:9', agent_uri: 'sip:ana@127.0.0.1:9' };
    const tenant = tenantOf(tenantDir, variables);
    running = await startProcesses({
      dataDir: join(folder.dir, 'data'),
      sip: { host: '127.0.0.1', port: 0 },
      http: { host: '127.0.0.1', port: 0 },
      tenant,
      tenantDir,
      variables,
      durable: false,
      engines: { kind: 'embedded' },
      sipEngine: { kind: 'embedded' },
      instances: INSTANCES,
      drainMsMax: DRAIN_MS_MAX,
      env: process.env,
      log: silentLogger,
      say: () => undefined,
    });
    const calling = play({
      scenario: 'busy-line',
      target: `${running.sip.host}:${running.sip.port}`,
      dir: folder.dir,
      isTraced: false,
      timeoutS: 180,
      options: ['-m', `${CALLS}`, '-l', `${CALLS}`, '-r', `${CALLS_PER_S}`, '-d', `${TALK_MS}`],
    });
    await becomes('thirty callers on the line', 60_000, async () => (await linesActive()) === CALLS);
    const names = running.entries().map(({ name }) => name);
    for (const name of names.filter((each) => each !== 'sip-gateway')) await restart(name);
    const metrics = await metricsOf('sip-gateway');
    silenceP95S = quantileOf(metrics, 'voice_silence_seconds', 0.95);
    if (FIGURES) await writeFile(FIGURES, `${JSON.stringify(figuresOf(metrics), undefined, 2)}\n`);
    // The gateway holds the lines: told to end, it waits for them.
    await restart('sip-gateway', DRAIN_MS_MAX + BACK_MS_MAX);
    played = await calling;
    restarts = running.entries();
    await nothingOpen(running.record.store, 60_000);
    violations = await judgeRecord({ store: running.record.store, ledger: [], tenant });
  }, SUITE_MS_MAX);
  afterAll(async () => {
    await running.close();
    await folder.remove();
  });

  const entryOf = (name: string): ProcessEntry => {
    const entry = running.entries().find((each) => each.name === name);
    if (!entry) throw new Error(`${name} does not run`);
    return entry;
  };

  const metricsOf = async (name: string): Promise<string> => (await fetch(entryOf(name).metrics)).text();

  const linesActive = async (): Promise<number> =>
    Number(/^voice_calls_active(?:\{[^}]*\})? (\d+)/m.exec(await metricsOf('sip-gateway'))?.[1] ?? 0);

  const restart = async (name: string, msMax = BACK_MS_MAX): Promise<void> => {
    const { pid } = entryOf(name);
    process.kill(pid, 'SIGTERM');
    await becomes(`another ${name} that can work`, msMax, async () => {
      const now = entryOf(name);
      return now.pid !== pid && (await fetch(now.health).catch(() => undefined))?.ok === true;
    });
  };

  it('restarts every service once', () => {
    expect(restarts.map(({ restarts: times }) => times)).toEqual(restarts.map(() => 1));
  });

  it('loses no call', () => {
    expect(played).toMatchObject({ exitCode: 0, complaint: '' });
  });

  it('lets each caller hang up when they want to', async () => {
    const callIds = await callsOf(running.record.store, 'busy-line');
    expect(callIds).toHaveLength(CALLS);
    for (const callId of callIds)
      expect(endOf(await lineEvents(running.record.store, callId))).toBe('caller-hung-up');
  });

  it('leaves nobody in silence', () => {
    expect(silenceP95S).toBeLessThanOrEqual(1);
  });

  it('breaks no invariant', async () => {
    expect(violations).toEqual([]);
    expect((await allEvents(running.record.store)).length).toBeGreaterThan(CALLS);
  });
});
