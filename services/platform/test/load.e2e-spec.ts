// Fifty callers at once, each in a conversation of their own for a minute: audio stays on time, everything ends.
import { openRecord } from '@trunkline/platform/record';
import { type call, type line } from '@trunkline/domain';
import { allEvents, nothingOpen } from '@trunkline/platform/trial/record-reading';
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgram } from './installed';
import { patientTenant } from '@trunkline/platform/trial/patient-tenant';
import { answerMs, cpuSeconds, quantileOf, residentMb } from './process-figures';
import { type PlatformProcess, startUp } from './program';
import { play, type Played, SIPP } from './sipp';
import { writeSpeech } from './speech-file';

const CALLS = 50;
const CALLS_PER_S = 2.5;
/** They ask for a human, and again while they wait; of fifty, seven speak at a time. */
const SAID = [5_000, 'i want to talk to a human', 10_000] as const;
const TALK_MS = 60_000;
const WATCH_MS = 1_000;
/** What a probe of the chart waits for an answer: past it the process is taken for stuck. */
const PROBE_MS_MAX = 3_000;
const SUITE_MS_MAX = 180_000;
/** Where a test run keeps its figures, for whoever wants to compare machines. */
const FIGURES = process.env['LOAD_FIGURES'];

withProgram(SIPP)(`${CALLS} calls at once`, () => {
  let folder: Scratch;
  let platform: PlatformProcess;
  let played: Played;
  let metrics: string;
  let cpuShare: number;
  const memoryMb: number[] = [];
  const answersMs: number[] = [];
  const lines = new Map<string, line.LineEvent[]>();
  const calls = new Map<string, call.CallEvent[]>();

  beforeAll(async () => {
    folder = await scratch('load');
    await writeSpeech(join(folder.dir, 'caller.ul'), SAID);
    const node = process.env['LOAD_NODE_OPTIONS']?.split(' ') ?? [];
    const nobody = 'orders_url=http://127.0.0.1:9,agent_uri=sip:ana@127.0.0.1:9';
    platform = await startUp(
      ['--data', folder.dir, '--tenant', await patientTenant(folder.dir), '--set', nobody],
      node,
    );
    memoryMb.push(await residentMb(platform.pid));
    const watching = setInterval(() => void watch(), WATCH_MS);
    const cpuBefore = await cpuSeconds(platform.pid);
    const since = performance.now();
    played = await play({
      scenario: 'busy-line',
      target: platform.sip,
      dir: folder.dir,
      isTraced: false,
      timeoutS: 120,
      options: ['-m', `${CALLS}`, '-l', `${CALLS}`, '-r', `${CALLS_PER_S}`, '-d', `${TALK_MS}`],
    });
    cpuShare = ((await cpuSeconds(platform.pid)) - cpuBefore) / ((performance.now() - since) / 1_000);
    clearInterval(watching);
    metrics = await (await fetch(`${platform.http}/metrics`)).text();
    await readLines();
    if (FIGURES) await writeFile(FIGURES, `${JSON.stringify(figures(), undefined, 2)}\n`);
  }, SUITE_MS_MAX);
  afterAll(async () => {
    await platform.stop();
    await folder.remove();
  });

  const watch = async (): Promise<void> => {
    memoryMb.push(await residentMb(platform.pid));
    answersMs.push(await answerMs(`${platform.http}/healthz`));
  };

  const readLines = async (): Promise<void> => {
    const record = await openRecord({ dataDir: folder.dir, durable: true });
    await nothingOpen(record.store, 20_000);
    for (const { stream, callId, event } of await allEvents(record.store)) {
      if (stream.startsWith('line/'))
        lines.set(callId, [...(lines.get(callId) ?? []), event as line.LineEvent]);
      if (stream.startsWith('call/'))
        calls.set(callId, [...(calls.get(callId) ?? []), event as call.CallEvent]);
    }
    await record.close();
  };

  const figures = () => ({
    exitCode: played.exitCode,
    complaint: played.complaint,
    lateP99S: quantileOf(metrics, 'voice_ticker_late_seconds', 0.99),
    answerMsMax: Math.max(...answersMs),
    memoryMb: { idle: memoryMb[0], max: Math.max(...memoryMb) },
    responseP95S: quantileOf(metrics, 'voice_turn_response_seconds', 0.95),
    understood: reasons().filter((reason) => reason === 'caller.requested_human').length,
    cpuShare,
  });

  /** Why each call was to be handed over; undefined for one that was not. */
  const reasons = (): readonly (string | undefined)[] =>
    [...calls.values()].map(
      (events) => events.flatMap((event) => (event.type === 'HandoffRequested' ? [event.reason] : []))[0],
    );

  it('all come through, without a failed one', () => {
    expect(played).toMatchObject({ exitCode: 0, complaint: '' });
  });

  it('are conversations: callers are understood and put through', () => {
    expect(calls.size).toBe(CALLS);
    expect(reasons()).toContain('caller.requested_human');
  });

  it('send their audio on time', () => {
    expect(quantileOf(metrics, 'voice_ticker_late_seconds', 0.99)).toBeLessThanOrEqual(0.04);
  });

  it('leave the process prompt', () => {
    const sorted = [...answersMs].sort((one, other) => one - other);
    expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(PROBE_MS_MAX);
  });

  it('leave memory within bounds', () => {
    const [idle = 0] = memoryMb;
    // Recogniser, synthesiser and voice activity come with the first lines; a line itself is small.
    expect(Math.max(...memoryMb) - idle).toBeLessThan(400);
  });

  it('end by the caller, every line released', () => {
    expect(lines.size).toBe(CALLS);
    for (const events of lines.values()) {
      expect(events.find(({ type }) => type === 'LineEnded')).toMatchObject({ reason: 'caller-hung-up' });
      expect(events.at(-1)?.type).toBe('LineReleased');
    }
  });
});
