// Values that a stage uses but that some way to it does not provide: nothing is said or done that is not known.
import { phraseLists } from './check-references';
import { allEdges, globalTargets, type Edge } from './graph';
import { type FactKey, type Flow, type Stage, type StageName, type ValueRef } from './model';
import { type Problem } from './problem';
import { claimsOf, parseTemplate } from './template';

export const checkFacts = (flow: Flow): readonly Problem[] => {
  const known = knownOnEntry(flow);
  return Object.values(flow.stages).flatMap((stage) => {
    const here = known.get(stage.name) ?? new Set();
    return [...saidWithout(flow, stage, here), ...usedWithout(stage, here)];
  });
};

type Known = ReadonlySet<FactKey>;

/** What is known on every way to a stage: a fixpoint from above over the intersections of its incoming edges. */
const knownOnEntry = (flow: Flow): ReadonlyMap<StageName, Known> => {
  const edges = allEdges(flow);
  const nothing = new Set([flow.start, ...globalTargets(flow).map(({ to }) => to)]);
  const known = new Map<StageName, Known>();
  for (const name of nothing) known.set(name, new Set());
  for (let changed = true; changed;) {
    changed = false;
    for (const edge of edges) {
      const before = known.get(edge.from);
      if (before === undefined || nothing.has(edge.to)) continue;
      const arriving = new Set([...before, ...gained(flow, edge)]);
      const held = known.get(edge.to);
      const merged = held === undefined ? arriving : new Set([...held].filter((key) => arriving.has(key)));
      if (held?.size === merged.size) continue;
      known.set(edge.to, merged);
      changed = true;
    }
  }
  return known;
};

const gained = (flow: Flow, edge: Edge): readonly FactKey[] => {
  const stage = flow.stages[edge.from];
  if (stage?.kind === 'act' && edge.kind === 'succeeded')
    return Object.keys(flow.tools[stage.tool]?.facts ?? {});
  return edge.fills === undefined ? [] : [`slot.${edge.fills}`];
};

/** At least one text of a phrase must be sayable with what is known. */
const saidWithout = (flow: Flow, stage: Stage, known: Known): readonly Problem[] =>
  Object.entries(phraseLists(stage)).flatMap(([key, ids]) =>
    ids.flatMap((id, index) => {
      const claims = (flow.phrases[id]?.texts ?? []).map((text) => {
        const parsed = parseTemplate(text);
        return parsed.kind === 'template' ? claimsOf(parsed.parts) : [];
      });
      if (claims.some((texts) => texts.every((claim) => known.has(claim)))) return [];
      const lacking = [...new Set(claims.flat().filter((claim) => !known.has(claim)))];
      return [unknownValue(['stages', stage.name, key, index], `phrase "${id}"`, { stage, lacking })];
    }),
  );

const usedWithout = (stage: Stage, known: Known): readonly Problem[] =>
  stage.kind !== 'act' && stage.kind !== 'confirm'
    ? []
    : Object.entries(stage.args).flatMap(([name, value]) => {
        const key = keyOf(value);
        return key === undefined || known.has(key)
          ? []
          : [
              unknownValue(['stages', stage.name, 'args', name], `argument "${name}"`, {
                stage,
                lacking: [key],
              }),
            ];
      });

const keyOf = (value: ValueRef): FactKey | undefined => {
  switch (value.from) {
    case 'slot':
      return `slot.${value.slot}`;
    case 'fact':
      return value.fact;
    case 'constant':
      return undefined;
  }
};

const unknownValue = (
  path: Problem['path'],
  what: string,
  { stage, lacking }: { stage: Stage; lacking: readonly FactKey[] },
): Problem => ({
  rule: 'unknown-value',
  path,
  problem: `${what} in stage "${stage.name}" needs ${lacking.join(', ')}, which not every way there provides`,
  hint: 'fill the slot or use the tool on every way to the stage, or add a text without it',
});
