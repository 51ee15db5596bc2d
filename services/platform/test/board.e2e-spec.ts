// The boards under a real Prometheus that watches calls: every panel has something to show, and every instrument that
// calls can move has moved.
import { answers } from '@trunkline/deployment/boards/answers';
import { BOARDS, panelsOf, seriesIn } from '@trunkline/deployment/boards/boards';
import { type PrometheusServer, startPrometheus } from '@trunkline/deployment/boards/prometheus-server';
import { becomes } from '@trunkline/platform/trial/eventually';
import { answerCalls, type Caller, openCaller } from '@trunkline/platform/trial/people';
import { cancel, goWrong, refundInDoubt, replayAll, sayNothing, signInAna, talkOver } from './board-calls';
import { withProgram } from './installed';
import { type RunningPlatform, runPlatform } from './running-platform';

const PROMETHEUS = process.env['PROMETHEUS_PATH'] ?? '/usr/bin/prometheus';
const SCRAPE_SECONDS = 1;
const CALLS_MS_MAX = 240_000;
const WAIT_MS_MAX = 60_000;

/** Series that only something going wrong moves, which these calls do not bring about; each is moved where it stands. */
const QUIET: Readonly<Record<string, string>> = {
  voice_tool_after_fence_total: 'an action after the fence: tool-gateway, fence specs',
  voice_handoff_lost_total: 'a hand-off that cannot be taken up: handoff specs',
  voice_audio_dropped_total: 'a full queue: sip-gateway, bounded queues',
  voice_asr_audio_dropped_total: 'a decoder that is too slow: stt, seats',
  voice_rtp_refused_total: 'packets of a stranger: sip-gateway, latch',
  voice_playout_underrun_total: 'a synthesis that stalls: sip-gateway, playout',
  voice_policy_faults_total: 'a store that is away: dialogue-policy, host',
  voice_directives_dropped_total: 'a line that is gone: dialogue-policy, attachments',
  voice_cache_degraded_total: 'a Redis that is away or late: cache, Redis specs',
  voice_rpc_failures_total: 'a service that is away: grpc, counted calls',
  voice_asr_workers_replaced_total: 'a worker that dies: stt, recogniser specs',
  voice_event_append_conflicts_total: 'two writers of one stream: event-store specs',
  voice_trunk_proofs_total: 'a trunk with credentials, which the example has not: sip-gateway, proof specs',
  voice_expiry_deleted_total: 'calls of ninety days ago: trace, expiry specs',
  voice_expiry_failures_total: 'a folder that cannot be written: trace, expiry specs',
  voice_invariant_violations_total: 'a call of which something does not hold: trace, judge specs',
  voice_silence_breaches_total: 'a caller who hears nothing for 2 s: sip-gateway, silence meter',
};
/** Fed where there are brokers: engines-board.e2e-spec.ts has them. */
const ENGINES = /^voice_(outbox|consumer|dlq)_/;
/** Of which nothing stays open: a refund in doubt does, and one call may end while the others are judged. */
const CALLS_CLOSED = 5;
/** The order that is cancelled and the one that is refunded; one after the other. */
const ROUNDS = [
  // Nobody is ready until the caller was seen in the queue; after her first wrap-up, Ana is.
  { cancelled: '53001', refunded: '61874', isWaitedFor: true },
  { cancelled: '53002', refunded: '61875', isWaitedFor: false },
];

withProgram(PROMETHEUS)('the boards', () => {
  let platform: RunningPlatform;
  let prometheus: PrometheusServer;
  let caller: Caller;
  let human: Caller;
  let fromSeconds: number;
  let toSeconds: number;

  beforeAll(async () => {
    human = await openCaller({ rtpPort: 47_520 });
    answerCalls(human.phone, [
      { wait: 300 },
      { say: 'hello this is ana how can i help you' },
      { stay: 20_000 },
    ]);
    platform = await runPlatform({
      suite: 'board',
      agentUri: `sip:ana@${human.phone.address}`,
      // A busy machine makes late calls here, not refused ones.
      gateway: { rtpPortMin: 48_200, rtpPortMax: 48_399, tickLateMsMax: 200, loopDelayMsMax: 5_000 },
    });
    caller = await openCaller({ rtpPort: 47_540, rtpPorts: 60 });
    fromSeconds = Date.now() / 1_000;
    const target = `${platform.http.host}:${platform.http.port}`;
    const scrapes = [{ job: 'trunkline', targets: [target] }];
    prometheus = await startPrometheus(PROMETHEUS, { scrapes, scrapeSeconds: SCRAPE_SECONDS });
    await becomes('a first scrape', WAIT_MS_MAX, () => prometheus.isScraping());
    await goWrong(platform);
    const desk = await signInAna(platform);
    // A series begins with its first event, and only what comes after it is a rate: everything happens twice.
    for (const { cancelled, refunded, isWaitedFor } of ROUNDS) {
      await Promise.all([
        cancel(cancelled, { platform, caller }),
        refundInDoubt(refunded, { platform, caller, desk, isWaitedFor }),
        talkOver({ platform, caller }),
        sayNothing({ platform, caller }),
      ]);
      await becomes('an end of every call', WAIT_MS_MAX, async () =>
        (await Promise.all(['line', 'call'].map((kind) => platform.record.store.openStreams(kind)))).every(
          (open) => open.length === 0,
        ),
      );
      await replayAll(platform);
    }
    // In more than one go: those of the last round end when those of the first have been judged.
    await becomes('calls that are judged', WAIT_MS_MAX, async () => (await judged('held')) >= CALLS_CLOSED);
    // The last samples are scraped, and the rates over them seen.
    toSeconds = Date.now() / 1_000 + 3 * SCRAPE_SECONDS;
    await becomes('the last scrapes', WAIT_MS_MAX, () => Date.now() / 1_000 > toSeconds);
  }, CALLS_MS_MAX);

  afterAll(async () => {
    await prometheus.stop();
    await caller.close();
    await human.close();
    await platform.stop();
  });

  const shown = (query: string): Promise<number> =>
    answers(prometheus, query, { fromSeconds, toSeconds, stepSeconds: SCRAPE_SECONDS });

  const judged = async (result: string): Promise<number> => {
    const page = await (await fetch(`http://${platform.http.host}:${platform.http.port}/metrics`)).text();
    const series = new RegExp(`^voice_invariant_checks_total\\{.*result="${result}".*\\} (\\d+)`, 'm');
    return Number(series.exec(page)?.[1] ?? 0);
  };

  it('go with calls of which everything holds that must', async () => {
    expect([await judged('broken'), await judged('failed')]).toEqual([0, 0]);
  });

  const panels = BOARDS.flatMap(panelsOf);
  it.each(panels.map((panel) => [panel.title, panel] as const))('show %s', async (_title, { queries }) => {
    const empty: string[] = [];
    for (const query of queries) {
      const isShown = (await shown(query)) > 0;
      if (!isShown && !seriesIn(query).some((series) => series in QUIET || ENGINES.test(series)))
        empty.push(query);
    }
    expect(empty).toEqual([]);
  });

  it('moves every instrument on them that calls can move', async () => {
    const series = [...new Set(panels.flatMap(({ queries }) => queries.flatMap(seriesIn)))];
    const still: string[] = [];
    for (const name of series)
      if (!(name in QUIET) && !ENGINES.test(name) && (await shown(name)) === 0) still.push(name);
    expect(still).toEqual([]);
    expect(Object.keys(QUIET).filter((name) => !series.includes(name))).toEqual([]);
  });
});
