// The stage graph as edges: where a stage may lead, and by which of its lines.
import { type Flow, type SlotName, type Stage, type StageName } from './model';

export interface Edge {
  readonly from: StageName;
  readonly to: StageName;
  /** Where the target stands in the flow, as keys from its root: stages, ask_number, next. */
  readonly path: Path;
  readonly kind:
    'answer' | 'slot' | 'yes' | 'no' | 'key' | 'next' | 'succeeded' | 'failed' | 'unknown' | 'exhausted';
  /** Slot that is surely filled once the edge is taken. */
  readonly fills?: SlotName;
}

export type Path = readonly (string | number)[];

export const edgesOf = (stage: Stage): readonly Edge[] => {
  const edge = (kind: Edge['kind'], to: StageName, keys: Path): Edge => ({
    from: stage.name,
    to,
    kind,
    path: ['stages', stage.name, ...keys],
  });
  const exhausted = edge('exhausted', stage.exhausted, ['exhausted']);
  switch (stage.kind) {
    case 'ask':
      return [
        ...stage.intents.map(({ goto }, index) => edge('answer', goto, ['intents', index])),
        ...(stage.next === undefined
          ? []
          : [
              {
                ...edge('slot', stage.next, ['next']),
                ...(stage.slot === undefined ? {} : { fills: stage.slot }),
              },
            ]),
        ...Object.entries(stage.keys).map(([digit, goto]) => edge('key', goto, ['keys', digit])),
        exhausted,
      ];
    case 'check':
      return [
        { ...edge('yes', stage.yes, ['yes']), fills: stage.slot },
        edge('no', stage.no, ['no']),
        exhausted,
      ];
    case 'confirm':
      return [edge('yes', stage.yes, ['yes']), edge('no', stage.no, ['no']), exhausted];
    case 'act':
      return [
        edge('succeeded', stage.succeeded, ['succeeded']),
        ...Object.entries(stage.failed).map(([code, goto]) => edge('failed', goto, ['failed', code])),
        edge('unknown', stage.unknown, ['unknown']),
        exhausted,
      ];
    case 'tell':
      return [edge('next', stage.next, ['next']), exhausted];
    case 'handoff':
    case 'end':
      return [];
  }
};

export const allEdges = (flow: Flow): readonly Edge[] => Object.values(flow.stages).flatMap(edgesOf);

/** Stages that any stage may lead to. */
export const globalTargets = (flow: Flow): readonly { readonly to: StageName; readonly path: Path }[] => [
  { to: flow.globals.human.goto, path: ['globals', 'human', 'goto'] },
  { to: flow.globals.goodbye.goto, path: ['globals', 'goodbye', 'goto'] },
  { to: flow.globals.limits, path: ['globals', 'limits'] },
  { to: flow.globals.technical, path: ['globals', 'technical'] },
  { to: flow.globals.silent, path: ['globals', 'silent'] },
];

/** Every stage that can be reached from these, themselves included. */
export const reachableFrom = (
  starts: readonly StageName[],
  edges: readonly { from: StageName; to: StageName }[],
): ReadonlySet<StageName> => {
  const reached = new Set(starts);
  const open = [...starts];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    for (const edge of edges) {
      if (edge.from !== stage || reached.has(edge.to)) continue;
      reached.add(edge.to);
      open.push(edge.to);
    }
  }
  return reached;
};
