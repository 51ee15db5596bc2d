// Kafka is away, its consumers are moved about, or it holds what nobody can read. Calls must not notice.
import { eventually } from '../trial/eventually';
import { asking, cancelling, notCancelledOnce, notServed } from './golden-calls';
import { callReached } from './moments';
import { type PlayedRow } from './played-row';

const CAUGHT_UP_MS_MAX = 60_000;
/** The broker stays away for so long after the last call. */
const AWAY_MS = 10_000;

export const brokerRows: readonly PlayedRow[] = [
  {
    id: 'B-01',
    title: 'Kafka is killed under calls and comes back: they do not notice, everything arrives, in order',
    needs: { engines: 'real' },
    play: async (stage) => {
      const order = stage.nextOrder();
      const calls = [await stage.call(asking('47112')), await stage.call(cancelling(order))] as const;
      await callReached(stage, calls[0].callId, 'PromptStarted');
      await stage.killServer('kafka');
      await Promise.all(calls.map(({ over }) => over));
      await stage.settled();
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      await stage.startServer('kafka');
      const missing = await stage.behindRecord(CAUGHT_UP_MS_MAX);
      return [
        ...(await notServed(stage, calls[0])),
        ...(await notCancelledOnce(stage, { made: calls[1], order })),
        ...missing,
      ];
    },
  },
  {
    id: 'B-03',
    title: 'a consumer is killed in mid-batch and comes back to its partitions: read models equal the record',
    needs: { engines: 'real' },
    play: async (stage) => {
      const calls = [await stage.call(asking('47112')), await stage.call(asking('47113'))] as const;
      for (const { callId } of calls) await callReached(stage, callId, 'TurnEnded');
      await stage.kill('trace');
      await Promise.all(calls.map(({ over }) => over));
      await stage.settled();
      const missing = await stage.behindRecord(CAUGHT_UP_MS_MAX);
      return [...(await notServed(stage, calls[0])), ...(await notServed(stage, calls[1])), ...missing];
    },
  },
  {
    id: 'B-04',
    title: 'a record that nobody can read is put on the topic: it is put aside once, and nothing stops',
    needs: { engines: 'real' },
    play: async (stage) => {
      const before = await stage.deadLetters();
      await stage.putPoison();
      await eventually('the poison among the dead letters', CAUGHT_UP_MS_MAX, async () =>
        (await stage.deadLetters()) > before ? true : undefined,
      );
      const call = await stage.call(asking('47112'));
      await call.over;
      await stage.settled();
      const missing = await stage.behindRecord(CAUGHT_UP_MS_MAX);
      return [...(await notServed(stage, call)), ...missing];
    },
  },
];
