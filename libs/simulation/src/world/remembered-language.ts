// What was understood once is understood the same again: the language of a flow, remembered by what was said where.
import { flowLanguage, type Language, type Understanding } from '@trunkline/domain/call/language';
import { type Flow } from '@trunkline/flow';

/** Callers have few words; more than this per flow is somebody else's use of it. */
const REMEMBERED_MAX = 50_000;

const byFlow = new WeakMap<Flow, Map<string, Understanding>>();

/** A lookup in the place of half of a decider's work: thousands of calls say the same things in the same stages. */
const understand: Language['understand'] = (flow, stage, said) => {
  const known = byFlow.get(flow) ?? new Map<string, Understanding>();
  byFlow.set(flow, known);
  const key = JSON.stringify([stage, said.text, said.current]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const understood = flowLanguage.understand(flow, stage, said);
  if (known.size < REMEMBERED_MAX) known.set(key, understood);
  return understood;
};

export const rememberedLanguage: Language = { ...flowLanguage, understand };
