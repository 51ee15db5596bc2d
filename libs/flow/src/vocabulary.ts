// Every word a caller is expected to say in a flow, with the place of the pattern that has it.
import { patternLists } from './check-words';
import { type Path } from './graph';
import { type Flow } from './model';
import { parsePattern, type PatternNode } from './pattern';

export const vocabularyOfFlow = (flow: Flow): readonly { readonly word: string; readonly path: Path }[] => {
  const found = new Map<string, Path>();
  for (const { patterns, path } of patternLists(flow)) {
    for (const [index, pattern] of patterns.entries()) {
      const parsed = parsePattern(pattern);
      if (parsed.kind === 'bad') continue;
      for (const word of spellings(parsed.node)) if (!found.has(word)) found.set(word, [...path, index]);
    }
  }
  return [...found].map(([word, path]) => ({ word, path }));
};

const spellings = (node: PatternNode): readonly string[] => {
  switch (node.kind) {
    case 'word':
      return [node.spelling];
    case 'slot':
      return [];
    case 'sequence':
    case 'choice':
      return node.of.flatMap(spellings);
  }
};
