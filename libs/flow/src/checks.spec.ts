// One broken flow per rule: each finding is made, made once, and says where.
import { checkFlow, type Rule } from './checks';
import { type Flow, type Stage } from './model';
import { sampleFlow } from './sample-flow';

const changed = (name: string, change: Record<string, unknown>): Flow => ({
  ...sampleFlow,
  stages: { ...sampleFlow.stages, [name]: { ...sampleFlow.stages[name], ...change } as Stage },
});
const findings = (flow: Flow): readonly { rule: Rule; at: string }[] =>
  checkFlow(flow).map(({ rule, path }) => ({ rule, at: path.join('.') }));

it('finds nothing in a sound flow', () => {
  expect(checkFlow(sampleFlow)).toEqual([]);
});

it.each<[Rule, string, Flow]>([
  ['missing-target', 'stages.ask_number.next', changed('ask_number', { next: 'nowhere' })],
  [
    'missing-target',
    'globals.limits',
    { ...sampleFlow, globals: { ...sampleFlow.globals, limits: 'nowhere' } },
  ],
  ['missing-reference', 'stages.greet.prompt.0', changed('greet', { prompt: ['nothing_such'] })],
  ['missing-reference', 'stages.ask_number.slot', changed('ask_number', { slot: 'nothing_such' })],
  ['missing-reference', 'stages.look_up.tool', changed('look_up', { tool: 'nothing_such' })],
  [
    'missing-reference',
    'stages.look_up.args.order',
    changed('look_up', { args: { order: { from: 'fact', fact: 'no.such' } } }),
  ],
  ['missing-fallback', 'stages.ask_number', changed('ask_number', { noMatch: [] })],
  ['missing-fallback', 'stages.look_up', changed('look_up', { failed: { not_found: 'human' } })],
  ['missing-fallback', 'stages.human', changed('human', { failed: [] })],
  ['missing-budget', 'stages.greet', changed('greet', { budget: { msMax: 0, turnsMax: 3 } })],
  [
    'bad-pattern',
    'intents.nothing.patterns.0',
    { ...sampleFlow, intents: { ...sampleFlow.intents, nothing: { patterns: ['no (thanks'], label: '' } } },
  ],
  ['bad-pattern', 'words.yes.0', { ...sampleFlow, words: { ...sampleFlow.words, yes: ['[yes]'] } }],
  [
    'bad-phrase',
    'phrases.goodbye.0',
    { ...sampleFlow, phrases: { ...sampleFlow.phrases, goodbye: { texts: ['{fact.no.such}.'] } } },
  ],
  [
    'bad-phrase',
    'phrases.goodbye.0',
    {
      ...sampleFlow,
      phrases: { ...sampleFlow.phrases, goodbye: { texts: ['{slot.order_number:shouted}.'] } },
    },
  ],
  [
    'bad-phrase',
    'phrases.goodbye.0',
    { ...sampleFlow, phrases: { ...sampleFlow.phrases, goodbye: { texts: ['Thank you', 'Goodbye.'] } } },
  ],
  ['unknown-reason', 'stages.human.reason', changed('human', { reason: 'caller.bored' })],
  [
    'unreachable',
    'stages.lonely',
    {
      ...sampleFlow,
      stages: { ...sampleFlow.stages, lonely: { ...sampleFlow.stages['bye'], name: 'lonely' } as Stage },
    },
  ],
  ['forbidden-edge', 'stages.cancelled.next', changed('cancelled', { forbids: ['greet'] })],
  ['human-forbidden', 'stages.greet.forbids', changed('greet', { forbids: ['human'] })],
  ['exhausted-goes-on', 'stages.greet.exhausted', changed('greet', { exhausted: 'ask_number' })],
  ['unconfirmed-action', 'stages.look_up.succeeded', changed('look_up', { succeeded: 'cancel' })],
  ['unconfirmed-action', 'stages.confirm_cancel.yes', changed('confirm_cancel', { args: {} })],
  ['unknown-outcome-goes-on', 'stages.cancel.unknown', changed('cancel', { unknown: 'bye' })],
  ['too-few-fillers', 'stages.cancel', changed('cancel', { fillers: ['goodbye'] })],
  [
    'read-back-omits-argument',
    'stages.confirm_cancel.readBack',
    {
      ...sampleFlow,
      phrases: { ...sampleFlow.phrases, read_back_cancel: { texts: ['Shall I cancel it?'] } },
    },
  ],
  ['unknown-value', 'stages.greet.prompt.0', changed('greet', { prompt: ['check_order'] })],
])('%s at %s', (rule, at, flow) => {
  expect(findings(flow)).toContainEqual({ rule, at });
});

it('finds stages that go round without the caller', () => {
  const flow = changed('cancelled', { next: 'look_up' });
  const loop = {
    ...flow,
    stages: { ...flow.stages, look_up: { ...flow.stages['look_up'], succeeded: 'cancelled' } as Stage },
  };
  expect(findings(loop)).toContainEqual({ rule: 'silent-cycle', at: 'stages.look_up' });
});

it('finds ways without an end', () => {
  const stages = {
    ...sampleFlow.stages,
    greet: { ...sampleFlow.stages['greet'], intents: [], keys: { '1': 'trap' } } as Stage,
    trap: { ...sampleFlow.stages['ask_number'], name: 'trap', next: 'trap' } as Stage,
  };
  expect(findings({ ...sampleFlow, stages })).toContainEqual({ rule: 'dead-end', at: 'stages.trap' });
});

it('says how each finding is mended', () => {
  for (const { problem, hint } of checkFlow(changed('cancel', { unknown: 'bye', fillers: [] }))) {
    expect(problem.length).toBeGreaterThan(10);
    expect(hint.length).toBeGreaterThan(10);
  }
});
