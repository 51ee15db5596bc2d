// The calls that move what the boards show: an action, one in doubt with a hand-off, a barge-in, a caller who is silent.
import { type DeskAgent, signIn } from '@trunkline/platform/demo/desk-agent';
import { becomes } from '@trunkline/platform/trial/eventually';
import { callByKeys, HANG_UP } from '@trunkline/platform/trial/keyed-caller';
import { type Caller } from '@trunkline/platform/trial/people';
import { allEvents, callEvents } from '@trunkline/platform/trial/record-reading';
import { type RunningPlatform } from './running-platform';

const WAIT_MS_MAX = 60_000;
/** Longer than a few scrapes. */
const SEEN_MS = 3_000;
const ANA = { tenantId: 'order-desk', agentId: 'ana' };

export const signInAna = ({ http, deskKey }: RunningPlatform): Promise<DeskAgent> =>
  signIn(http, { deskKey, ...ANA });

export interface People {
  readonly platform: RunningPlatform;
  readonly caller: Caller;
}

/** Refunds are paid and never answered, and nobody can look up what became of them. */
export const goWrong = async ({ orderDeskUrl }: RunningPlatform): Promise<void> => {
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

export const cancel = async (order: string, people: People): Promise<void> => {
  const answers = { greet: '2', cancel_number: order, cancel_check: '1', cancel_confirm: '1' };
  const call = await byKeys(people, `+1555${order}`, { ...answers, anything_else: HANG_UP });
  await call.over;
};

/** The caller waits in the queue until somebody is ready, talks to the human, and hangs up; `isWaitedFor`: for a while. */
export const refundInDoubt = async (
  order: string,
  people: People & { readonly desk: DeskAgent; readonly isWaitedFor: boolean },
): Promise<void> => {
  const { platform, desk, isWaitedFor } = people;
  const answers = { greet: '3', refund_number: order, refund_check: '1', refund_confirm: '1' };
  const call = await byKeys(people, `+1555${order}`, answers);
  if (isWaitedFor) await seenInQueue(platform);
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
  await new Promise((resolve) => setTimeout(resolve, SEEN_MS));
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
export const talkOver = async ({ platform, caller }: People): Promise<void> => {
  const conversation = await caller.begin(platform.uri, [
    ...[{ listen: 600 }, { say: 'where is my order' }],
    ...[{ cutIn: 400 }, { say: 'wait' }, { listen: 500 }, 'hang up'],
  ]);
  await conversation.ended;
};

/** Nobody speaks: the call ends at its limit of silence. */
export const sayNothing = async ({ platform, caller }: People): Promise<void> => {
  const conversation = await caller.dial(platform.uri);
  await conversation.ended;
};

export const replayAll = async (platform: RunningPlatform): Promise<void> => {
  const { calls } = (await (await get(platform, '/v1/calls')).json()) as { calls: { callId: string }[] };
  for (const { callId } of calls) await get(platform, `/v1/calls/${callId}/replay`);
};
