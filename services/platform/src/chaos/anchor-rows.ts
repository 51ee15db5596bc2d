// The anchor dies, its SIP engine dies, or it is told to go.
import { callEvents } from '../trial/record-reading';
import { asking, cancelling, endOfCall, endOfLine, notServed, waiting } from './golden-calls';
import { actionReached, authorised, callReached } from './moments';
import { type PlayedRow } from './played-row';
import { type Stage } from './stage';

const SLOW_MS = 1_500;
const LIVE_CALLS = 8;
const DRAIN_MS = 12_000;

export const anchorRows: readonly PlayedRow[] = [
  {
    id: 'A-03',
    title: 'kill -9 of the gateway in the middle of a call and of an action',
    needs: {},
    play: async (stage) => {
      const order = stage.nextOrder();
      await stage.backend.turn({ operation: 'cancellations', mode: `slow:${SLOW_MS}`, order });
      const idle = await stage.call(waiting);
      const acting = await stage.call(cancelling(order));
      const actionId = await authorised(stage, acting.callId, 'cancel_order');
      await actionReached(stage, actionId, 'AttemptStarted');
      await stage.kill('sip-gateway');
      await stage.settled();
      await stage.healthy();
      const reasons = await Promise.all([idle, acting].map(({ callId }) => endOfLine(stage, callId)));
      const effects = (await stage.backend.ledger()).filter((entry) => entry.order === order).length;
      const next = await stage.call(asking('47112'));
      await next.over;
      await stage.settled();
      return [
        ...reasons.flatMap((reason) =>
          reason === 'gateway-lost' ? [] : [`a line that was lost ended as ${reason}`],
        ),
        ...(effects === 1 ? [] : [`order ${order} was cancelled ${effects} times`]),
        ...(await notServed(stage, next)),
      ];
    },
  },
  {
    id: 'A-04',
    title: 'kill -9 of the SIP engine in the middle of calls',
    needs: { sipEngine: 'apart' },
    play: async (stage) => {
      const calls = [await stage.call(waiting), await stage.call(asking('47112'))];
      for (const { callId } of calls) await callReached(stage, callId, 'PromptStarted');
      await stage.killSipEngine();
      await stage.settled();
      await stage.healthy();
      const ends = await Promise.all(calls.map(({ callId }) => endOfCall(stage, callId)));
      const next = await stage.call(asking('47113'));
      await next.over;
      await stage.settled();
      return [
        ...ends.flatMap((end) => (end ? [] : ['a call without its dialog was not ended'])),
        ...(await notServed(stage, next)),
      ];
    },
  },
  {
    id: 'A-07',
    title: 'SIGTERM of the gateway with live calls: none is taken, none is cut short without a hand-off',
    needs: { drainMsMax: DRAIN_MS },
    play: async (stage) => {
      const live = [await stage.call(asking('47112'))];
      while (live.length < LIVE_CALLS) live.push(await stage.call(waiting));
      const ended = stage.terminate('sip-gateway');
      const refused = await stage.refusedWith();
      await ended;
      await stage.settled();
      const left = await Promise.all(live.map(({ callId }) => leftAlone(stage, callId)));
      const reasons = await Promise.all(live.map(({ callId }) => endOfLine(stage, callId)));
      return [
        ...(refused === 503 ? [] : [`a new call was answered with ${refused} and not 503`]),
        ...left.flat(),
        ...reasons.flatMap((reason) => (reason === 'gateway-lost' ? ['a line was lost in a drain'] : [])),
      ];
    },
  },
];

/** Served to the end, or handed off: anything else was cut short. */
const leftAlone = async (stage: Stage, callId: string): Promise<readonly string[]> => {
  const events = await callEvents(stage.store, callId);
  const isServed = events.some((event) => event.type === 'CallEnded' && event.outcome === 'contained');
  const isHandedOff = events.some(({ type }) => type === 'HandoffRequested');
  return isServed || isHandedOff ? [] : [`call ${callId} was neither served nor handed off`];
};
