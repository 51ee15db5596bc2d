// The three calls of the demo: how the backend behaves, and what must have happened at the end.
import { type call } from '@trunkline/domain';
import { type Entry } from '@trunkline/order-desk';

export interface Scene {
  readonly title: string;
  readonly script: string;
  /** Set on the order desk before the call. */
  readonly switches: readonly {
    readonly operation: string;
    readonly mode: string;
    readonly order?: string;
  }[];
  readonly isHandedOver: boolean;
  /** Every sentence is a failure. */
  check(seen: Seen): readonly string[];
}

export interface Seen {
  readonly events: readonly call.CallEvent[];
  /** What the ledger has gained in this call. */
  readonly ledger: readonly Entry[];
}

export const SCENES: readonly Scene[] = [
  {
    title: 'Order status: one digit is corrected, the connector is slow',
    script: 'order-status',
    switches: [{ operation: 'orders', mode: 'slow:1300', order: '47112' }],
    isHandedOver: false,
    check: ({ events, ledger }) => [
      ...outcomeIs(events, 'contained'),
      ...must(corrected(events), 'the order number was not corrected by the caller'),
      ...must(fact(events, 'slot.order_number') === '47112', 'the order number is not 47112'),
      ...must(spoke(events, 'filler') || spoke(events, 'scaffold'), 'no filler bridged the slow connector'),
      ...must(
        settledOf(events, 'order_status').join() === 'succeeded',
        'order_status did not succeed exactly once',
      ),
      ...must(ledger.length === 0, 'a look-up wrote to the ledger'),
    ],
  },
  {
    title: 'Cancel an order: a yes during the read-back does not count',
    script: 'cancel-order',
    switches: [],
    isHandedOver: false,
    check: ({ events, ledger }) => [
      ...outcomeIs(events, 'contained'),
      ...must(has(events, 'ConfirmationRefused'), 'the early yes was not refused'),
      ...must(count(events, 'Confirmed') === 1, 'there was not exactly one confirmation'),
      ...must(
        settledOf(events, 'cancel_order').join() === 'succeeded',
        'cancel_order did not succeed exactly once',
      ),
      ...must(saidAfterReceipt(events), 'the cancellation was told before its receipt'),
      ...must(
        ledger.length === 1 && ledger[0]?.operation === 'cancellations' && ledger[0].order === '52230',
        "the order desk's ledger does not show exactly one cancellation of 52230",
      ),
    ],
  },
  {
    title: 'A refund that goes wrong: it is committed, and the answer never comes',
    script: 'refund-in-doubt',
    switches: [
      { operation: 'refunds', mode: 'commit-no-answer' },
      { operation: 'actions', mode: 'fail' },
    ],
    isHandedOver: true,
    check: ({ events, ledger }) => [
      ...outcomeIs(events, 'handed_off'),
      ...must(
        settledOf(events, 'refund_order').join() === 'unknown',
        'the refund was not settled as unknown',
      ),
      ...must(reason(events) === 'tool.in_doubt', 'the hand-off does not say tool.in_doubt'),
      ...must(bridged(events), 'the caller was not bridged to the human agent'),
      ...must(silentAfterBridge(events), 'the voice agent spoke after the bridge'),
      ...must(
        ledger.length === 1 && ledger[0]?.operation === 'refunds' && ledger[0].order === '61874',
        "the order desk's ledger does not show exactly one refund of 61874",
      ),
    ],
  },
];

const must = (holds: boolean, failure: string): readonly string[] => (holds ? [] : [failure]);

const isA =
  <T extends call.CallEvent['type']>(type: T) =>
  (event: call.CallEvent): event is Extract<call.CallEvent, { type: T }> =>
    event.type === type;

const count = (events: readonly call.CallEvent[], type: call.CallEvent['type']): number =>
  events.filter(isA(type)).length;
const has = (events: readonly call.CallEvent[], type: call.CallEvent['type']): boolean =>
  count(events, type) > 0;

const outcomeIs = (events: readonly call.CallEvent[], wanted: string): readonly string[] => {
  const outcome = events.find(isA('CallEnded'))?.outcome ?? 'not ended';
  return must(outcome === wanted, `the call is ${outcome}, not ${wanted}`);
};

const fact = (events: readonly call.CallEvent[], key: string): string | undefined =>
  events.filter(isA('FactRecorded')).findLast((recorded) => recorded.key === key)?.value;

const corrected = (events: readonly call.CallEvent[]): boolean =>
  events.filter(isA('Understood')).some(({ meaning }) => meaning.kind === 'slot' && meaning.correction);

const spoke = (events: readonly call.CallEvent[], kind: call.PromptKind): boolean => {
  const started = new Set(events.filter(isA('PromptStarted')).map(({ promptId }) => promptId));
  return events
    .filter(isA('PromptQueued'))
    .some((prompt) => prompt.kind === kind && started.has(prompt.promptId));
};

const settledOf = (events: readonly call.CallEvent[], tool: string): readonly string[] => {
  const ids = new Set(
    events
      .filter(isA('ActionAuthorized'))
      .filter((event) => event.tool === tool)
      .map(({ actionId }) => actionId),
  );
  return events
    .filter(isA('ActionSettled'))
    .filter(({ actionId }) => ids.has(actionId))
    .map(({ outcome }) => outcome);
};

const reason = (events: readonly call.CallEvent[]): string | undefined =>
  events.find(isA('HandoffRequested'))?.reason;

const bridged = (events: readonly call.CallEvent[]): boolean =>
  events.filter(isA('HandoffProgressed')).some(({ state }) => state === 'bridged');

const silentAfterBridge = (events: readonly call.CallEvent[]): boolean => {
  const at = events.findIndex((event) => event.type === 'HandoffProgressed' && event.state === 'bridged');
  return at >= 0 && !events.slice(at).some(isA('PromptStarted'));
};

const saidAfterReceipt = (events: readonly call.CallEvent[]): boolean => {
  const telling = events.findIndex((event) => event.type === 'PromptQueued' && event.tells !== undefined);
  const receipt = events.findIndex((event) => event.type === 'ActionSettled' && event.receipt !== undefined);
  return telling > receipt && receipt >= 0;
};
