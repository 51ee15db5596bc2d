// Actions: what is irreversible is read back whole and confirmed, and an unknown outcome goes to a human.
import { allEdges, globalTargets } from './graph';
import { type ActStage, type ConfirmStage, type Flow, type ValueRef } from './model';
import { type Problem } from './problem';
import { claimsOf, parseTemplate } from './template';

export const checkSafety = (flow: Flow): readonly Problem[] =>
  Object.values(flow.stages).flatMap((stage) => {
    if (stage.kind === 'confirm') return readBack(flow, stage);
    if (stage.kind !== 'act') return [];
    return [...confirmed(flow, stage), ...unknownOutcome(flow, stage), ...fillers(flow, stage)];
  });

const confirmed = (flow: Flow, stage: ActStage): readonly Problem[] => {
  if (flow.tools[stage.tool]?.effect !== 'irreversible') return [];
  const ways = [
    ...allEdges(flow).filter(({ to }) => to === stage.name),
    ...globalTargets(flow)
      .filter(({ to }) => to === stage.name)
      .map(({ to, path }) => ({ from: '', to, path, kind: 'answer' as const })),
    ...(flow.start === stage.name
      ? [{ from: '', to: stage.name, path: ['start'], kind: 'next' as const }]
      : []),
  ];
  return ways
    .filter(({ from, kind }) => {
      const before = flow.stages[from];
      return !(
        before?.kind === 'confirm' &&
        kind === 'yes' &&
        before.tool === stage.tool &&
        sameArgs(before.args, stage.args)
      );
    })
    .map(({ from, path }) => ({
      rule: 'unconfirmed-action',
      path,
      problem: `"${stage.name}" uses the irreversible tool "${stage.tool}" without a yes to a read-back of it${from === '' ? '' : ` in "${from}"`}`,
      hint: `lead there only by the "yes" of a confirm stage with tool "${stage.tool}" and the same arguments`,
    }));
};

const sameArgs = (left: ConfirmStage['args'], right: ActStage['args']): boolean => {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => sameValue(left[name], right[name]))
  );
};

const sameValue = (left: ValueRef | undefined, right: ValueRef | undefined): boolean => {
  if (left === undefined || right === undefined) return false;
  switch (left.from) {
    case 'slot':
      return right.from === 'slot' && right.slot === left.slot;
    case 'fact':
      return right.from === 'fact' && right.fact === left.fact;
    case 'constant':
      return right.from === 'constant' && right.value === left.value;
  }
};

/** Whichever alternative is said, every argument that varies is in it. */
const readBack = (flow: Flow, stage: ConfirmStage): readonly Problem[] =>
  (flow.phrases[stage.readBack]?.texts ?? []).flatMap((text) => {
    const parsed = parseTemplate(text);
    const said = parsed.kind === 'template' ? claimsOf(parsed.parts) : [];
    return Object.entries(stage.args)
      .filter(
        ([, value]) =>
          value.from !== 'constant' &&
          !said.includes(value.from === 'slot' ? `slot.${value.slot}` : value.fact),
      )
      .map(([name]): Problem => ({
        rule: 'read-back-omits-argument',
        path: ['stages', stage.name, 'readBack'],
        problem: `the read-back "${stage.readBack}" of "${stage.tool}" does not name its argument "${name}"`,
        hint: 'put the slot or fact it comes from into every text of the phrase',
      }));
  });

const unknownOutcome = (flow: Flow, stage: ActStage): readonly Problem[] =>
  flow.stages[stage.unknown]?.kind === 'handoff'
    ? []
    : [
        {
          rule: 'unknown-outcome-goes-on',
          path: ['stages', stage.name, 'unknown'],
          problem: `the unknown outcome of "${stage.tool}" leads to "${stage.unknown}", which is no hand-off`,
          hint: 'lead to a hand-off stage: a human can find out, and nothing is told that is not known',
        },
      ];

const fillers = (flow: Flow, stage: ActStage): readonly Problem[] => {
  const texts = new Set(stage.fillers.flatMap((id) => flow.phrases[id]?.texts ?? []));
  return texts.size >= flow.limits.fillersInARowMax
    ? []
    : [
        {
          rule: 'too-few-fillers',
          path: ['stages', stage.name],
          problem: `stage "${stage.name}" has ${texts.size} filler texts and may need ${flow.limits.fillersInARowMax} in a row`,
          hint: 'add fillers: none is repeated verbatim in a call',
        },
      ];
};
