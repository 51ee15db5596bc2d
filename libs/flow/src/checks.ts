// Everything that can be wrong with a flow before its first call, each finding with its place and a remedy.
import { checkFacts } from './check-facts';
import { checkGraph } from './check-graph';
import { checkReferences } from './check-references';
import { checkSafety } from './check-safety';
import { checkWords } from './check-words';
import { type Problem } from './problem';
import { type Flow } from './model';

export type { Problem, Rule } from './problem';

/** Empty for a sound flow. Later checks rest on earlier ones, so that a broken reference is told once, not five times. */
export const checkFlow = (flow: Flow): readonly Problem[] => {
  const references = [...checkReferences(flow), ...checkWords(flow)];
  if (references.length > 0) return references;
  return [...checkGraph(flow), ...checkSafety(flow), ...checkFacts(flow)];
};
