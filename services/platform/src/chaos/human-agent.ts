// A human agent of a row: a telephone that answers, and somebody who accepts at the desk.
import { type EventStore } from '@trunkline/event-sourcing';
import { signIn } from '../demo/desk-agent';
import { type RunningProcesses } from '../processes/start-processes';
import { eventually } from '../trial/eventually';
import { answerCalls, openCaller } from '../trial/people';
import { callEvents } from '../trial/record-reading';

export interface HumanAgent {
  /** `sip:ana@127.0.0.1:<port>` */
  readonly uri: string;
  /** Accepts what the desk offers; true when caller and human agent are bridged. */
  accept(running: RunningProcesses, callId: string): Promise<boolean>;
  close(): Promise<void>;
}

const RTP_PORT = 46_400;
const OFFER_MS_MAX = 60_000;
const BRIDGED_MS_MAX = 20_000;
const SIGN_IN_MS_MAX = 30_000;

export const openHumanAgent = async (): Promise<HumanAgent> => {
  const person = await openCaller({ rtpPort: RTP_PORT });
  answerCalls(person.phone, [{ wait: 300 }, { say: 'hello this is ana' }, { stay: 60_000 }]);
  return {
    uri: `sip:ana@${person.phone.address}`,
    accept: async ({ http, deskKey, record }, callId) => {
      // The desk may be starting again: who is turned away tries again, as the page does.
      const desk = await eventually('a desk that lets in', SIGN_IN_MS_MAX, () =>
        signIn(http, { deskKey, tenantId: 'order-desk', agentId: 'ana' }).catch(() => undefined),
      );
      await desk.ready();
      await desk.accept(await desk.offer(OFFER_MS_MAX));
      return isBridged(record.store, callId);
    },
    close: () => person.close(),
  };
};

const isBridged = (store: EventStore, callId: string): Promise<boolean> =>
  eventually('caller and human agent on one line', BRIDGED_MS_MAX, async () =>
    (await callEvents(store, callId)).some(
      (event) => event.type === 'HandoffProgressed' && event.state === 'bridged',
    )
      ? true
      : undefined,
  ).catch(() => false);
