// The brain dies, or is stopped and wakes up as somebody else's predecessor.
import { cancelling, notCancelledOnce } from './golden-calls';
import { callHas } from './moments';
import { type PlayedRow } from './played-row';
import { type Stage } from './stage';

/** A golden call has a few more events; the last ones are those of its end. */
const EVENTS_MIN = 4;
const EVENTS_MAX = 90;
/** The first turn has ended: by what it has decided the holder of a call is found. */
const EVENTS_OF_TURN = 24;
/** Longer than a lease of the line at the brain, and than the caller's patience. */
const STOPPED_MS = 60_000;
/** A process that stands still looks busy for a while before it counts as gone. */
const FOUND_OUT_MS_MAX = 6_000;

export const brainRows: readonly PlayedRow[] = [
  {
    id: 'A-01',
    title: 'kill -9 of the dialogue policy at an event of a call that cancels an order',
    needs: {},
    play: async (stage, random) => {
      const order = stage.nextOrder();
      const call = await stage.call(cancelling(order));
      await callHas(stage, call.callId, random.int(EVENTS_MIN, EVENTS_MAX));
      await stage.kill('dialogue-policy');
      await call.over;
      await stage.settled();
      return notCancelledOnce(stage, { made: call, order });
    },
  },
  {
    id: 'A-06',
    title: 'the dialogue policy is stopped for a minute, another takes over, it wakes up again',
    needs: { instances: { 'dialogue-policy': 2 } },
    play: async (stage, random) => {
      const order = stage.nextOrder();
      const call = await stage.call(cancelling(order));
      await callHas(stage, call.callId, random.int(EVENTS_OF_TURN, EVENTS_MAX));
      await stage.stopOwner(call.callId, STOPPED_MS);
      await call.over;
      await stage.settled();
      return [
        ...(await notCancelledOnce(stage, { made: call, order, silenceMsMax: FOUND_OUT_MS_MAX })),
        ...changesOfHand(await writersOf(stage, call.callId)),
      ];
    },
  },
];

const writersOf = async (stage: Stage, callId: string): Promise<readonly string[]> =>
  (await stage.store.read(`call/${callId}`)).events.map(({ actor }) => actor.instance);

const changesOfHand = (writers: readonly string[]): readonly string[] => {
  const changes = writers.filter((writer, at) => at > 0 && writer !== writers[at - 1]).length;
  if (changes === 1) return [];
  return [changes === 0 ? 'nobody took over' : 'the stopped process appended after another had taken over'];
};
