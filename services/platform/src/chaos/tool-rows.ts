// The tool gateway dies around an action that cannot be taken back.
import { type KeyedCall } from '../trial/keyed-caller';
import { callEvents } from '../trial/record-reading';
import { cancelling, notCancelledOnce } from './golden-calls';
import { actionReached, authorised, doneAtBackend } from './moments';
import { type PlayedRow } from './played-row';
import { type Stage } from './stage';

/** Long enough to die in, short enough to be answered within the tool's patience. */
const SLOW_MS = 1_500;

interface Window {
  readonly name: string;
  /** Resolves when the window is open. */
  isOpen(stage: Stage, of: { readonly actionId: string; readonly order: string }): Promise<void>;
}

const WINDOWS: readonly [Window, ...Window[]] = [
  { name: 'before it is reserved', isOpen: async () => undefined },
  {
    name: 'after it is reserved',
    isOpen: (stage, { actionId }) => actionReached(stage, actionId, 'ActionReserved'),
  },
  {
    name: 'after it is sent',
    isOpen: (stage, { actionId }) => actionReached(stage, actionId, 'AttemptStarted'),
  },
  { name: 'after it is done', isOpen: (stage, { order }) => doneAtBackend(stage, order) },
];

export const toolRows: readonly PlayedRow[] = [
  {
    id: 'A-02',
    title: 'kill -9 of the tool gateway before an action is reserved, sent, done or settled',
    needs: {},
    play: async (stage, random) => {
      const window = random.pick(WINDOWS);
      const order = stage.nextOrder();
      await stage.backend.turn({ operation: 'cancellations', mode: `slow:${SLOW_MS}`, order });
      const call = await stage.call(cancelling(order));
      const actionId = await authorised(stage, call.callId, 'cancel_order');
      await window.isOpen(stage, { actionId, order });
      await stage.kill('tool-gateway');
      await call.over;
      await stage.settled();
      const failures = await notToldTrue(stage, call, order);
      return failures.map((failure) => `killed ${window.name}: ${failure}`);
    },
  },
];

/** Back in time, it is as if nothing had happened; back too late, the caller hears so, and a human agent is asked for. */
const notToldTrue = async (stage: Stage, call: KeyedCall, order: string): Promise<readonly string[]> => {
  const isInDoubt = (await callEvents(stage.store, call.callId)).some(
    (event) => event.type === 'HandoffRequested' && event.reason === 'tool.in_doubt',
  );
  if (!isInDoubt) return notCancelledOnce(stage, { made: call, order });
  const effects = (await stage.backend.ledger()).filter((entry) => entry.order === order).length;
  return effects <= 1 ? [] : [`order ${order} was cancelled ${effects} times`];
};
