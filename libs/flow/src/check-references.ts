// Names that lead nowhere: targets, phrases, slots, intents, tools; and stages without a fallback or a budget.
import { allEdges, globalTargets, type Path } from './graph';
import { type Flow, type Slot, type Stage, type ToolTerms, type ValueRef } from './model';
import { type Problem } from './problem';
import { reasonCodes } from './reasons';

export const checkReferences = (flow: Flow): readonly Problem[] => [
  ...targets(flow),
  ...Object.values(flow.stages).flatMap((stage) => [
    ...phrases(flow, stage),
    ...names(flow, stage),
    ...fallbacks(stage),
    ...budgets(stage),
  ]),
  ...(['disclosure', 'reattached', 'undone'] as const).flatMap((name) => {
    const id = flow.globals[name];
    return id === undefined || flow.phrases[id] !== undefined
      ? []
      : [missing(['globals', name], `phrase "${id}"`)];
  }),
];

const missing = (path: Path, what: string): Problem => ({
  rule: 'missing-reference',
  path,
  problem: `${what} does not exist`,
  hint: 'correct the name, or define it',
});

const targets = (flow: Flow): readonly Problem[] => {
  const known = Object.keys(flow.stages).join(', ');
  const start = { to: flow.start, path: ['start'] };
  const forbidden = Object.values(flow.stages).flatMap((stage) =>
    stage.forbids.map((to, index) => ({ to, path: ['stages', stage.name, 'forbids', index] })),
  );
  return [start, ...allEdges(flow), ...globalTargets(flow), ...forbidden]
    .filter(({ to }) => flow.stages[to] === undefined)
    .map(({ to, path }) => ({
      rule: 'missing-target',
      path,
      problem: `stage "${to}" does not exist`,
      hint: `use one of ${known}, or define it`,
    }));
};

/** The phrase lists of a stage by the key they stand under. */
export const phraseLists = (stage: Stage): Readonly<Record<string, readonly string[]>> => {
  switch (stage.kind) {
    case 'ask':
    case 'check':
      return { prompt: stage.prompt, noMatch: stage.noMatch, silence: stage.silence };
    case 'confirm':
      return {
        readBack: [stage.readBack],
        tooEarly: stage.tooEarly,
        noMatch: stage.noMatch,
        silence: stage.silence,
      };
    case 'act':
      return {
        announce: stage.announce,
        fillers: stage.fillers,
        waiting: stage.waiting ?? [],
        tooLate: stage.tooLate ?? [],
      };
    case 'handoff':
      return { prompt: stage.prompt, waiting: stage.waiting ?? [], failed: stage.failed };
    case 'tell':
    case 'end':
      return { prompt: stage.prompt };
  }
};

const phrases = (flow: Flow, stage: Stage): readonly Problem[] =>
  Object.entries(phraseLists(stage)).flatMap(([key, ids]) =>
    ids.flatMap((id, index) =>
      flow.phrases[id] === undefined ? [missing(['stages', stage.name, key, index], `phrase "${id}"`)] : [],
    ),
  );

const names = (flow: Flow, stage: Stage): readonly Problem[] => {
  const at = (...keys: Path): Path => ['stages', stage.name, ...keys];
  switch (stage.kind) {
    case 'ask':
      return [
        ...(stage.slot === undefined ? [] : slot(flow, stage.slot, at('slot'))),
        ...(stage.slot !== undefined && stage.next === undefined
          ? [missing(at('slot'), 'the "next" stage of its slot')]
          : []),
        ...stage.intents.flatMap(({ intent }, index) =>
          flow.intents[intent] === undefined ? [missing(at('intents', index), `intent "${intent}"`)] : [],
        ),
      ];
    case 'check':
      return slot(flow, stage.slot, at('slot'));
    case 'act':
    case 'confirm':
      return [
        ...(lookup(flow.tools, stage.tool) === undefined
          ? [missing(at('tool'), `tool "${stage.tool}"`)]
          : []),
        ...Object.entries(stage.args).flatMap(([name, value]) => argument(flow, value, at('args', name))),
      ];
    case 'handoff':
      return reasonCodes.has(stage.reason)
        ? []
        : [
            {
              rule: 'unknown-reason',
              path: at('reason'),
              problem: `"${stage.reason}" is no reason code`,
              hint: 'use one of the closed list, e.g. caller.requested_human or tool.in_doubt',
            },
          ];
    case 'tell':
    case 'end':
      return [];
  }
};

const lookup = (tools: Readonly<Record<string, ToolTerms>>, name: string): ToolTerms | undefined =>
  tools[name];

const slot = (flow: Flow, name: string, path: Path): readonly Problem[] => {
  const found: Slot | undefined = flow.slots[name];
  return found === undefined ? [missing(path, `slot "${name}"`)] : [];
};

const argument = (flow: Flow, value: ValueRef, path: Path): readonly Problem[] => {
  switch (value.from) {
    case 'slot':
      return slot(flow, value.slot, path);
    case 'fact':
      return factKeys(flow).has(value.fact)
        ? []
        : [missing(path, `fact "${value.fact}" (no tool provides it)`)];
    case 'constant':
      return [];
  }
};

/** Every fact some tool can provide. */
export const factKeys = (flow: Flow): ReadonlySet<string> =>
  new Set(Object.values(flow.tools).flatMap((tool) => Object.keys(tool.facts)));

const fallbacks = (stage: Stage): readonly Problem[] => {
  const lists = phraseLists(stage);
  const wanted = ['noMatch', 'silence', 'tooEarly', 'failed'].filter((key) => lists[key]?.length === 0);
  const problems: Problem[] = wanted.map((key) => ({
    rule: 'missing-fallback',
    path: ['stages', stage.name],
    problem: `stage "${stage.name}" has no ${WORDS[key] ?? key} phrase`,
    hint: `add "${YAML_KEYS[key] ?? key}" with at least one phrase`,
  }));
  if (stage.kind === 'act' && stage.failed['*'] === undefined) {
    problems.push({
      rule: 'missing-fallback',
      path: ['stages', stage.name],
      problem: `stage "${stage.name}" does not say where an unforeseen refusal leads`,
      hint: 'add "*": <stage> under "failed"',
    });
  }
  return problems;
};

const WORDS: Readonly<Record<string, string>> = {
  noMatch: 'no-match',
  tooEarly: 'too-early',
  failed: 'no-human-free',
};
const YAML_KEYS: Readonly<Record<string, string>> = { noMatch: 'no_match', tooEarly: 'too_early' };

const budgets = ({ name, budget }: Stage): readonly Problem[] =>
  budget.msMax > 0 && budget.turnsMax > 0 && Number.isFinite(budget.msMax) && Number.isFinite(budget.turnsMax)
    ? []
    : [
        {
          rule: 'missing-budget',
          path: ['stages', name],
          problem: `stage "${name}" has no budget`,
          hint: 'add "budget: { time: 60s, turns: 6 }"',
        },
      ];
