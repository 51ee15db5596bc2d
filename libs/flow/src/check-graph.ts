// The shape of the graph: stages nobody reaches, ways without an end, loops without the caller, forbidden edges.
import { allEdges, globalTargets, reachableFrom } from './graph';
import { type Flow, type StageName } from './model';
import { type Problem } from './problem';

export const checkGraph = (flow: Flow): readonly Problem[] => [
  ...unreachable(flow),
  ...deadEnds(flow),
  ...silentCycles(flow),
  ...forbidden(flow),
  ...exhausted(flow),
];

const isFinal = (flow: Flow, name: StageName): boolean => {
  const kind = flow.stages[name]?.kind;
  return kind === 'handoff' || kind === 'end';
};

const unreachable = (flow: Flow): readonly Problem[] => {
  const starts = [flow.start, ...globalTargets(flow).map(({ to }) => to)];
  const reached = reachableFrom(starts, allEdges(flow));
  return Object.keys(flow.stages)
    .filter((name) => !reached.has(name))
    .map((name) => ({
      rule: 'unreachable',
      path: ['stages', name],
      problem: `stage "${name}" is reached from nowhere`,
      hint: 'let a stage lead to it, or remove it',
    }));
};

/** A budget that runs out is no success: the ways of the conversation itself must come to an end. */
const deadEnds = (flow: Flow): readonly Problem[] => {
  const backwards = allEdges(flow)
    .filter((edge) => edge.kind !== 'exhausted')
    .map(({ from, to }) => ({ from: to, to: from }));
  const ending = reachableFrom(
    Object.keys(flow.stages).filter((name) => isFinal(flow, name)),
    backwards,
  );
  return Object.keys(flow.stages)
    .filter((name) => !ending.has(name))
    .map((name) => ({
      rule: 'dead-end',
      path: ['stages', name],
      problem: `no way leads from stage "${name}" to an end or a hand-off`,
      hint: 'let one of its answers lead on',
    }));
};

/** Stages that go on by themselves must not go in circles: only the caller's words may close a loop. */
const silentCycles = (flow: Flow): readonly Problem[] => {
  const alone = (name: StageName): boolean => ['tell', 'act'].includes(flow.stages[name]?.kind ?? '');
  const edges = allEdges(flow).filter(
    (edge) => edge.kind !== 'exhausted' && alone(edge.from) && alone(edge.to),
  );
  return Object.keys(flow.stages)
    .filter((name) =>
      reachableFrom(
        edges.filter(({ from }) => from === name).map(({ to }) => to),
        edges,
      ).has(name),
    )
    .map((name) => ({
      rule: 'silent-cycle',
      path: ['stages', name],
      problem: `stage "${name}" leads back to itself without a word of the caller`,
      hint: 'put an ask, check or confirm stage into the loop',
    }));
};

const forbidden = (flow: Flow): readonly Problem[] => [
  ...allEdges(flow)
    .filter(({ from, to }) => flow.stages[from]?.forbids.includes(to) === true)
    .map(({ from, to, path }): Problem => ({
      rule: 'forbidden-edge',
      path,
      problem: `stage "${from}" leads to "${to}", which it forbids`,
      hint: 'lead elsewhere, or take it off "forbids"',
    })),
  ...Object.values(flow.stages)
    .filter(({ forbids }) => forbids.includes(flow.globals.human.goto))
    .map(({ name }): Problem => ({
      rule: 'human-forbidden',
      path: ['stages', name, 'forbids'],
      problem: `stage "${name}" forbids "${flow.globals.human.goto}": the caller could not reach a human`,
      hint: 'a human can be asked for in any stage; take it off "forbids"',
    })),
];

const exhausted = (flow: Flow): readonly Problem[] =>
  allEdges(flow)
    .filter((edge) => edge.kind === 'exhausted' && !isFinal(flow, edge.to))
    .map(({ from, to, path }) => ({
      rule: 'exhausted-goes-on',
      path,
      problem: `stage "${from}" over its budget goes on to "${to}"`,
      hint: 'lead to a hand-off or an end stage',
    }));
