// Every word a caller is expected to say in a flow, with the place of the pattern that has it.
import { patternLists } from './check-words';
import { type Path } from './graph';
import { type Flow } from './model';
import { parsePattern, type PatternNode } from './pattern';

export const vocabularyOfFlow = (flow: Flow): readonly { readonly word: string; readonly path: Path }[] => {
  const found = new Map<string, Path>();
  for (const { patterns, path } of patternLists(flow)) {
    patterns.forEach((pattern, index) => {
      for (const word of wordsOfPattern(pattern)) if (!found.has(word)) found.set(word, [...path, index]);
    });
  }
  return [...found].map(([word, path]) => ({ word, path }));
};

const wordsOfPattern = (pattern: string): readonly string[] => {
  const parsed = parsePattern(pattern);
  return parsed.kind === 'pattern' ? spellings(parsed.node) : [];
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
