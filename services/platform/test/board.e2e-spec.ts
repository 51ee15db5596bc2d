// The boards under a real Prometheus that watches calls: every panel has something to show, and every instrument that
// calls can move has moved.
import { BOARDS, filledIn, panelsOf, seriesIn } from '@trunkline/deployment/boards/boards';
import { type PrometheusServer, startPrometheus } from '@trunkline/deployment/boards/prometheus-server';
import { becomes } from './eventually';
import { withProgram } from './installed';
import { callByKeys, HANG_UP } from '@trunkline/platform/trial/keyed-caller';
import { type DeskAgent, signIn } from '@trunkline/platform/demo/desk-agent';
import { answerCalls, type Caller, openCaller } from './people';
import { allEvents, callEvents } from './record-reading';
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
  voice_silence_breaches_total: 'a caller who hears nothing for 2 s: sip-gateway, silence meter',
};
const ANA = { tenantId: 'order-desk', agentId: 'ana' };
/** The order that is cancelled and the one that is refunded; one after the other. */
const ROUNDS = [
  ['53001', '61874'],
  ['53002', '61875'],
] as const;

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
    const desk = await signIn(platform.http, { deskKey: platform.deskKey, ...ANA });
    // A series begins with its first event, and only what comes after it is a rate: everything happens twice.
    for (const [cancelled, refunded] of ROUNDS) {
      await Promise.all([
        cancel(cancelled, { platform, caller }),
        refundInDoubt(refunded, { platform, caller, desk }),
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

  const shown = async (query: string): Promise<number> => {
    const window = { rangeSeconds: toSeconds - fromSeconds, scrapeSeconds: SCRAPE_SECONDS };
    const found = await prometheus.queryRange(filledIn(query, window), {
      fromSeconds,
      toSeconds,
      stepSeconds: SCRAPE_SECONDS,
    });
    return found.flatMap(({ values }) => values).filter(([, value]) => Number.isFinite(value)).length;
  };

  const panels = BOARDS.flatMap(panelsOf);
  it.each(panels.map((panel) => [panel.title, panel] as const))('show %s', async (_title, { queries }) => {
    const empty: string[] = [];
    for (const query of queries) {
      const isShown = (await shown(query)) > 0;
      if (!isShown && !seriesIn(query).some((series) => series in QUIET)) empty.push(query);
    }
    expect(empty).toEqual([]);
  });

  it('moves every instrument on them that calls can move', async () => {
    const series = [...new Set(panels.flatMap(({ queries }) => queries.flatMap(seriesIn)))];
    const still: string[] = [];
    for (const name of series) if (!(name in QUIET) && (await shown(name)) === 0) still.push(name);
    expect(still).toEqual([]);
    expect(Object.keys(QUIET).filter((name) => !series.includes(name))).toEqual([]);
  });
});

interface People {
  readonly platform: RunningPlatform;
  readonly caller: Caller;
}

/** Refunds are paid and never answered, and nobody can look up what became of them. */
const goWrong = async ({ orderDeskUrl }: RunningPlatform): Promise<void> => {
  for (const change of [
    { operation: 'refunds', mode: 'commit-no-answer' },
    { operation: 'actions', mode: 'fail' },
  ]) {
    const response = await fetch(`${orderDeskUrl}/switches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
    if (!response.ok) throw new Error(`the order desk does not take ${JSON.stringify(change)}`);
  }
};

const byKeys = ({ platform, caller }: People, from: string, answers: Readonly<Record<string, string>>) =>
  callByKeys({ caller, store: platform.record.store, uri: platform.uri, from, answers });

const cancel = async (order: string, people: People): Promise<void> => {
  const answers = { greet: '2', cancel_number: order, cancel_check: '1', cancel_confirm: '1' };
  const call = await byKeys(people, `+1555${order}`, { ...answers, anything_else: HANG_UP });
  await call.over;
};

/** The caller waits in the queue until somebody is ready, talks to the human, and hangs up. */
const refundInDoubt = async (order: string, people: People & { readonly desk: DeskAgent }): Promise<void> => {
  const { platform, desk } = people;
  const answers = { greet: '3', refund_number: order, refund_check: '1', refund_confirm: '1' };
  const call = await byKeys(people, `+1555${order}`, answers);
  // Only the first one finds nobody ready: after her wrap-up, Ana is.
  if (order === ROUNDS[0][1]) await seenInQueue(platform);
  await desk.ready();
  const offer = await desk.offer(WAIT_MS_MAX);
  await rendered(platform, offer.offerId);
  await desk.accept(offer);
  await becomes('a bridge', WAIT_MS_MAX, async () =>
    (await callEvents(platform.record.store, call.callId)).some(
      (event) => event.type === 'HandoffProgressed' && event.state === 'bridged',
    ),
  );
  await call.conversation.hangUp();
  await becomes('the end of the talk', WAIT_MS_MAX, async () =>
    (await allEvents(platform.record.store)).some(
      ({ stream, event }) => stream === `handoff/${offer.handoffId}` && event.type === 'HumanLegEnded',
    ),
  );
  await desk.wrapUp(offer);
};

const seenInQueue = async (platform: RunningPlatform): Promise<void> => {
  const waits = async (): Promise<boolean> =>
    (await (await get(platform, '/metrics')).text()).includes('voice_handoff_oldest_queued');
  await becomes('a caller who waits', WAIT_MS_MAX, waits);
  // By Prometheus as well.
  await new Promise((resolve) => setTimeout(resolve, 3_000 * SCRAPE_SECONDS));
};

const get = (platform: RunningPlatform, path: string): Promise<Response> =>
  fetch(`http://${platform.http.host}:${platform.http.port}${path}`, {
    headers: { authorization: `Bearer ${platform.deskKey}` },
  });

/** The word of the desk's page that the packet is on the screen. */
const rendered = async (platform: RunningPlatform, offerId: string): Promise<void> => {
  const base = `http://${platform.http.host}:${platform.http.port}`;
  const headers = { 'content-type': 'application/json', origin: base };
  const session = { deskKey: platform.deskKey, ...ANA };
  const opened = await fetch(`${base}/v1/desk/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify(session),
  });
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const said = await fetch(`${base}/v1/desk/offers/${offerId}/rendered`, {
    method: 'POST',
    headers: { ...headers, cookie },
  });
  if (!said.ok) throw new Error(`the desk does not take that the packet is on the screen: ${said.status}`);
};

/** Stops the voice agent in the middle of a sentence. */
const talkOver = async ({ platform, caller }: People): Promise<void> => {
  const conversation = await caller.begin(platform.uri, [
    ...[{ listen: 600 }, { say: 'where is my order' }],
    ...[{ cutIn: 400 }, { say: 'wait' }, { listen: 500 }, 'hang up'],
  ]);
  await conversation.ended;
};

/** Nobody speaks: the call ends at its limit of silence. */
const sayNothing = async ({ platform, caller }: People): Promise<void> => {
  const conversation = await caller.dial(platform.uri);
  await conversation.ended;
};

const replayAll = async (platform: RunningPlatform): Promise<void> => {
  const { calls } = (await (await get(platform, '/v1/calls')).json()) as { calls: { callId: string }[] };
  for (const { callId } of calls) await get(platform, `/v1/calls/${callId}/replay`);
};
