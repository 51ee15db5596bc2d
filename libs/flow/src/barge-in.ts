// Judgement after the reflex: did speech over a prompt take the floor, acknowledge, or say nothing at all?
import { grammarOf } from './grammar';
import { coveredBy, findLongest } from './matching';
import { type Flow } from './model';
import { withoutHesitations, wordsOf } from './words';

export type BargeIn = 'stop-word' | 'words' | 'backchannel' | 'no-words';

/** Stop words and a wish for a human always take the floor; acknowledgements never do. */
export const judgeBargeIn = (flow: Flow, text: string): BargeIn => {
  const words = wordsOf(text);
  const grammar = grammarOf(flow);
  if (withoutHesitations(words).length === 0)
    return coveredByBackchannels(flow, words) ? 'backchannel' : 'no-words';
  if (findLongest([...grammar.stops, ...grammar.human], words) !== undefined) return 'stop-word';
  return coveredByBackchannels(flow, words) ? 'backchannel' : 'words';
};

export const coveredByBackchannels = (flow: Flow, words: readonly string[]): boolean =>
  coveredBy(grammarOf(flow).backchannels, words);
