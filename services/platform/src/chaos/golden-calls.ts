// The calls that faults are put into: answered by keys, so that nothing hangs on what a recogniser makes of a voice.
import { type call } from '@trunkline/domain';
import { type Answers, HANG_UP, type KeyedCall } from '../trial/keyed-caller';
import { callEvents, endOf, lineEvents } from '../trial/record-reading';
import { type Stage } from './stage';

/** Somebody who is brought into silence for longer hangs up. */
export const SILENCE_MS_MAX = 3_000;

export const cancelling = (order: string): Answers => ({
  greet: '2',
  cancel_number: order,
  cancel_check: '1',
  cancel_confirm: '1',
  anything_else: HANG_UP,
});

export const asking = (order: string): Answers => ({
  greet: '1',
  status_number: order,
  status_check: '1',
  anything_else: HANG_UP,
});

/** Stays on the line and says nothing. */
export const waiting: Answers = {};

export interface Cancelled {
  readonly made: KeyedCall;
  readonly order: string;
  readonly silenceMsMax?: number;
}

/** What is wrong with a call that should have cancelled its order as if nothing had happened. */
export const notCancelledOnce = async (
  stage: Stage,
  { made, order, silenceMsMax = SILENCE_MS_MAX }: Cancelled,
): Promise<readonly string[]> => {
  const effects = (await stage.backend.ledger()).filter((entry) => entry.order === order).length;
  return [
    ...(await notServed(stage, made, silenceMsMax)),
    ...(effects === 1 ? [] : [`order ${order} was cancelled ${effects} times`]),
  ];
};

/** What is wrong with a call that should have been served to its end. */
export const notServed = async (
  stage: Stage,
  made: KeyedCall,
  silenceMsMax = SILENCE_MS_MAX,
): Promise<readonly string[]> => {
  const ended = await endOfCall(stage, made.callId);
  const slowest = Math.max(0, ...made.repliesMs());
  return [
    ...(ended?.outcome === 'contained'
      ? []
      : [`call ${made.callId} is ${ended ? `${ended.outcome} (${ended.reason})` : 'not over'}`]),
    ...(slowest <= silenceMsMax ? [] : [`the caller of ${made.callId} heard nothing for ${slowest} ms`]),
  ];
};

export const endOfCall = async (stage: Stage, callId: string): Promise<call.CallEnded | undefined> =>
  (await callEvents(stage.store, callId)).find(
    (event): event is call.CallEnded => event.type === 'CallEnded',
  );

export const endOfLine = async (stage: Stage, callId: string): Promise<string | undefined> =>
  endOf(await lineEvents(stage.store, callId));
