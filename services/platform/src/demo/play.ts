// Plays one scene: sets the backend, places the call, lets the human agent take it, gathers what was seen.
import { type call } from '@trunkline/domain';
import { join } from 'node:path';
import { print } from '../cli/command';
import { type Platform } from '../platform';
import { type OpenRecord } from '../record';
import { type CallWatch, watchNextCall } from './call-watch';
import { ConversationLines, type Line } from './conversation-lines';
import { signIn } from './desk-agent';
import { type OrderDeskProcess } from './order-desk-process';
import { type PersonProcess, startPerson } from './person-process';
import { type CallReport } from './report';
import { type Scene } from './scenes';
import { voicesHeard } from './voices-heard';

/** What a demo needs of a platform, in one process or in several. */
export interface DemoPlatform extends Pick<Platform, 'sip' | 'http' | 'deskKey' | 'recordingsDir' | 'close'> {
  readonly record: Pick<OpenRecord, 'bus'>;
}

export interface Stage {
  readonly platform: DemoPlatform;
  readonly orderDesk: OrderDeskProcess;
  readonly runDir: string;
  /** Ana's telephone, waiting for a call. */
  readonly ana: PersonProcess;
}

const CALL_MS_MAX = 90_000;
const OFFER_MS_MAX = 60_000;
const MARKS: Readonly<Record<Line['who'], string>> = {
  caller: 'Caller:',
  agent: 'Agent: ',
  action: '  action',
  note: '  ----  ',
};

export const playScene = async (scene: Scene, stage: Stage): Promise<CallReport> => {
  for (const change of scene.switches) await stage.orderDesk.turn(change);
  const before = (await stage.orderDesk.ledger()).length;
  const lines = new ConversationLines();
  const watch = await watchNextCall(stage.platform.record.bus, (event) => {
    for (const { who, text } of lines.next(event)) print(`  ${MARKS[who]} ${text}`);
  });
  const { sip } = stage.platform;
  const ana = scene.isHandedOver ? await humanAgent(stage) : undefined;
  const caller = startPerson(
    ['call', scene.script, '--to', `sip:orders@${sip.host}:${sip.port}`, '--record', stage.runDir],
    (line) => print(`  ${line}`),
  );
  try {
    const packet = ana ? await takeOver(ana, { watch, caller }) : undefined;
    const ended = await caller.ended;
    const watched = await watch.ended(CALL_MS_MAX);
    const ledger = (await stage.orderDesk.ledger()).slice(before);
    const events = watched.events.map(({ event }) => event);
    const notHeard = ana
      ? await voicesHeard({ caller: ended.recording, human: (await ana.person.ended).recording })
      : [];
    const script =
      ended.followed.kind === 'done'
        ? []
        : [`the caller's script ${ended.followed.kind} at step ${ended.followed.atStep + 1}`];
    return {
      callId: watched.callId,
      events,
      replies: ended.replies,
      ledger,
      recording: join(stage.platform.recordingsDir, `${watched.callId}.wav`),
      callerRecording: ended.recording,
      headline: packet?.headline,
      failures: [...scene.check({ events, ledger }), ...script, ...notHeard, ...(packet?.failures ?? [])],
    };
  } finally {
    caller.stop();
    await watch.stop();
  }
};

const humanAgent = async ({ platform, ana }: Stage) => {
  const { http, deskKey } = platform;
  const desk = await signIn(http, { deskKey, tenantId: 'order-desk', agentId: 'ana' });
  await desk.ready();
  return { person: ana, desk };
};

const takeOver = async (
  ana: Awaited<ReturnType<typeof humanAgent>>,
  { watch, caller }: { watch: CallWatch; caller: PersonProcess },
) => {
  const offer = await ana.desk.offer(OFFER_MS_MAX);
  print(`  ${MARKS.note} the desk shows: ${Object.values(offer.packet.headline).join(' | ')}`);
  await ana.desk.accept(offer);
  print(`  ${MARKS.note} Ana accepts`);
  await watch.seen(isBridged, CALL_MS_MAX);
  caller.cue('bridged');
  const refund = offer.packet.actions.find(({ tool }) => tool === 'refund_order');
  const isHonest = refund?.status === 'in_doubt' && refund.human === 'do_not_retry';
  const failures = isHonest ? [] : ['the packet does not show the refund as in doubt, not to be retried'];
  return { headline: offer.packet.headline, failures };
};

const isBridged = (event: call.CallEvent): boolean =>
  event.type === 'HandoffProgressed' && event.state === 'bridged';
