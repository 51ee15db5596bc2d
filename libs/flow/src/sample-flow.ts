// A small sound flow for specs: look an order up, cancel it after a read-back, or reach a human.
import { type Budget, type Flow, type Stage } from './model';

const budget: Budget = { msMax: 60_000, turnsMax: 6 };
const base = <N extends string>(
  name: N,
): { name: N; objective: string; budget: Budget; forbids: []; exhausted: string } => ({
  name,
  objective: `do ${name}`,
  budget,
  forbids: [],
  exhausted: 'human',
});
const repairs = { noMatch: ['no_match'], silence: ['silence'] } as const;
const order = { order: { from: 'slot', slot: 'order_number' } } as const;
const tool = { hash: 'h', patienceMs: 6000, costMicros: 1000 };

const stages: readonly Stage[] = [
  {
    ...base('greet'),
    kind: 'ask',
    prompt: ['how_can_i_help'],
    intents: [
      { intent: 'order_status', goto: 'ask_number' },
      { intent: 'cancel_order', goto: 'ask_number' },
      { intent: 'nothing', goto: 'bye' },
    ],
    keys: { '1': 'ask_number' },
    ...repairs,
  },
  {
    ...base('ask_number'),
    kind: 'ask',
    prompt: ['which_order'],
    slot: 'order_number',
    next: 'check_number',
    intents: [],
    keys: {},
    ...repairs,
  },
  {
    ...base('check_number'),
    kind: 'check',
    slot: 'order_number',
    prompt: ['check_order'],
    yes: 'look_up',
    no: 'ask_number',
    ...repairs,
  },
  {
    ...base('look_up'),
    kind: 'act',
    tool: 'order_status',
    args: order,
    announce: [],
    fillers: ['one_moment'],
    succeeded: 'confirm_cancel',
    failed: { '*': 'human' },
    unknown: 'doubt',
  },
  {
    ...base('confirm_cancel'),
    kind: 'confirm',
    tool: 'cancel_order',
    args: order,
    readBack: 'read_back_cancel',
    tooEarly: ['too_early'],
    yes: 'cancel',
    no: 'greet',
    ...repairs,
  },
  {
    ...base('cancel'),
    kind: 'act',
    tool: 'cancel_order',
    args: order,
    announce: [],
    fillers: ['one_moment'],
    succeeded: 'cancelled',
    failed: { '*': 'human' },
    unknown: 'doubt',
  },
  { ...base('cancelled'), kind: 'tell', prompt: ['it_is_cancelled'], next: 'greet' },
  {
    ...base('human'),
    kind: 'handoff',
    prompt: ['getting_human'],
    reason: 'caller.requested_human',
    queue: 'orders',
    failed: ['nobody_free'],
  },
  {
    ...base('doubt'),
    kind: 'handoff',
    prompt: ['not_known'],
    reason: 'tool.in_doubt',
    queue: 'orders',
    failed: ['nobody_free'],
  },
  { ...base('bye'), kind: 'end', prompt: ['goodbye'], outcome: 'contained' },
];

export const sampleFlow: Flow = {
  name: 'sample',
  tenantId: 'sample-tenant',
  locale: 'en-US',
  voice: 'slt',
  start: 'greet',
  limits: {
    callMsMax: 300_000,
    turnsMax: 40,
    spendMicrosMax: 1_000_000,
    spendPerDayMicrosMax: 50_000_000,
    fillersInARowMax: 2,
    fillerAfterMs: 700,
    silenceMs: 6000,
    pauseMsMax: 1200,
    confirmationMsMax: 30_000,
    confidenceMin: 0.3,
    confirmConfidenceMin: 0.5,
  },
  endpointing: { completeMs: 350, unsureMs: 800, incompleteMs: 1800 },
  stages: Object.fromEntries(stages.map((stage) => [stage.name, stage])),
  slots: {
    order_number: {
      kind: 'digits',
      label: 'order number',
      lengthMin: 5,
      lengthMax: 5,
      sensitivity: 'identifier',
    },
  },
  intents: {
    order_status: {
      patterns: ['(where is|track|check) [on] (my|the|an) order', 'order status'],
      label: 'wants to know where an order is',
    },
    cancel_order: {
      patterns: ['cancel [(my|the|an)] order [<order_number>]', 'cancel it'],
      label: 'wants to cancel an order',
    },
    nothing: { patterns: ['no [thanks]', 'nothing [else]', "that's all"], label: 'wants nothing else' },
  },
  phrases: {
    disclosure: { texts: ['Order desk. This is an automated voice assistant.'] },
    how_can_i_help: { texts: ['How can I help?', 'What can I do for you?'] },
    which_order: { texts: ['What is the order number?'] },
    check_order: { texts: ['{slot.order_number:digits}. Right?'] },
    read_back_cancel: {
      texts: [
        'Cancel order {slot.order_number:digits}, the {fact.order.item}, {fact.order.total:money}. Shall I do that?',
      ],
    },
    it_is_cancelled: { texts: ['Order {slot.order_number:digits} is cancelled.'] },
    where_it_is: { texts: ['It is {fact.order.status:order_status}.'] },
    too_early: { texts: ['Please hear me out first.'] },
    one_moment: { texts: ['One moment.', 'Still looking.', 'Almost there.'] },
    no_match: { texts: ['Sorry, I did not get that.', 'Could you say that again?'] },
    silence: { texts: ['Are you still there?'] },
    getting_human: { texts: ['I am getting a colleague.'] },
    not_known: { texts: ['I do not know yet whether it went through. A colleague will look.'] },
    nobody_free: { texts: ['Nobody is free at the moment.'] },
    goodbye: { texts: ['Thank you. Goodbye.'] },
  },
  wordings: { order_status: { in_transit: 'on its way', delivered: 'delivered' } },
  tools: {
    order_status: {
      ...tool,
      name: 'order_status',
      label: 'look up the order',
      effect: 'read',
      facts: {
        'order.status': 'status',
        'order.item': 'item',
        'order.total': 'total',
        'order.currency': 'currency',
      },
    },
    cancel_order: {
      ...tool,
      name: 'cancel_order',
      label: 'cancel the order',
      effect: 'irreversible',
      facts: { 'cancel.receipt': 'receipt' },
    },
  },
  globals: {
    human: {
      patterns: ['(human|agent|operator|representative)', 'speak to (someone|a person)'],
      goto: 'human',
    },
    goodbye: { patterns: ['goodbye', 'bye'], goto: 'bye' },
    limits: 'human',
    technical: 'human',
    silent: 'bye',
    disclosure: 'disclosure',
  },
  words: {
    yes: ['yes', 'yeah', 'yep', 'correct', "that's right", "that's correct", 'right', 'mm-hm', 'go ahead'],
    no: ['no', 'nope', "that's wrong", 'wrong'],
    backchannels: ['mm-hm', 'uh-huh', 'okay', 'right', 'i see', 'sure'],
    stops: ['stop', 'wait', 'hold on'],
    corrections: ['sorry', 'i mean', 'i meant', 'actually', 'no sorry'],
  },
  prices: { telephonyPerSecond: 150, recognitionPerSecond: 70, synthesisPerCharacter: 15 },
};
