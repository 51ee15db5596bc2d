// The record answers no commit, or what may be forgotten is forgotten every second.
import { asking, cancelling, notCancelledOnce, notServed } from './golden-calls';
import { callHas } from './moments';
import { type PlayedRow } from './played-row';

const FLUSH_EVERY_MS = 1_000;
const CUTS = 3;
const EVENTS_MIN = 4;
const EVENTS_MAX = 60;

export const storeRows: readonly PlayedRow[] = [
  {
    id: 'B-07',
    title: 'the connection to the record is cut right after an append was committed, three times in a call',
    needs: { cutsCommits: true },
    play: async (stage, random) => {
      const order = stage.nextOrder();
      const call = await stage.call(cancelling(order));
      await callHas(stage, call.callId, random.int(EVENTS_MIN, EVENTS_MAX));
      for (let cuts = 0; cuts < CUTS; cuts += 1) await stage.cutNextCommit();
      await call.over;
      await stage.settled();
      return notCancelledOnce(stage, { made: call, order });
    },
  },
  {
    id: 'B-09',
    title: 'Redis forgets everything every second under calls',
    needs: { engines: 'real' },
    play: async (stage) => {
      const order = stage.nextOrder();
      const flushing = setInterval(() => void stage.flushRedis(), FLUSH_EVERY_MS);
      try {
        const calls = [await stage.call(asking('47112')), await stage.call(cancelling(order))] as const;
        await Promise.all(calls.map(({ over }) => over));
        await stage.settled();
        return [
          ...(await notServed(stage, calls[0])),
          ...(await notCancelledOnce(stage, { made: calls[1], order })),
        ];
      } finally {
        clearInterval(flushing);
      }
    },
  },
];
