// The pattern mini-language: words, `[optional]`, `(one|of)` and `<slot>`, parsed into a tree.
import { type SlotName } from './model';
import { wordsOf } from './words';

export type PatternNode =
  | { readonly kind: 'word'; readonly spelling: string; readonly words: readonly string[] }
  | { readonly kind: 'slot'; readonly slot: SlotName }
  | { readonly kind: 'sequence'; readonly of: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly of: readonly PatternNode[]; readonly optional: boolean };

export type ParsedPattern =
  | { readonly kind: 'pattern'; readonly node: PatternNode }
  | { readonly kind: 'bad'; readonly problem: string };

const DEPTH_MAX = 8;
const TOKEN = /\s*(<[a-z][a-z0-9_]*>|[[\]()|]|[^\s[\]()|<>]+)/uy;

export const parsePattern = (pattern: string): ParsedPattern => {
  const tokens = tokensOf(pattern);
  if (tokens === undefined)
    return { kind: 'bad', problem: 'a slot is written <slot_name>, in small letters' };
  const reader = { tokens, at: 0, problem: '' };
  const node = readChoice(reader, 0);
  if (reader.problem !== '') return { kind: 'bad', problem: reader.problem };
  if (reader.at < tokens.length) return { kind: 'bad', problem: `"${tokens[reader.at]}" closes nothing` };
  if (matchesNothing(node))
    return { kind: 'bad', problem: 'it matches silence: at least one word must be required' };
  return { kind: 'pattern', node };
};

/** Slots a pattern mentions. */
export const slotsOf = (node: PatternNode): readonly SlotName[] => {
  switch (node.kind) {
    case 'word':
      return [];
    case 'slot':
      return [node.slot];
    case 'sequence':
    case 'choice':
      return node.of.flatMap(slotsOf);
  }
};

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  problem: string;
}

const tokensOf = (pattern: string): string[] | undefined => {
  const text = pattern.trim();
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found?.[1] === undefined) return undefined;
    tokens.push(found[1]);
  }
  return tokens;
};

const readChoice = (reader: Reader, depth: number): PatternNode => {
  const alternatives = [readSequence(reader, depth)];
  while (reader.tokens[reader.at] === '|') {
    reader.at += 1;
    alternatives.push(readSequence(reader, depth));
  }
  const [only] = alternatives;
  if (alternatives.length === 1 && only !== undefined) return only;
  if (alternatives.some(isEmpty)) reader.problem ||= 'an alternative beside "|" is empty';
  return { kind: 'choice', of: alternatives, optional: false };
};

const readSequence = (reader: Reader, depth: number): PatternNode => {
  const of: PatternNode[] = [];
  for (let token = reader.tokens[reader.at]; token !== undefined; token = reader.tokens[reader.at]) {
    if (token === '|' || token === ')' || token === ']' || reader.problem !== '') break;
    reader.at += 1;
    of.push(token === '(' || token === '[' ? readGroup(reader, token, depth + 1) : leaf(token));
  }
  return { kind: 'sequence', of };
};

const readGroup = (reader: Reader, opener: '(' | '[', depth: number): PatternNode => {
  const closer = opener === '(' ? ')' : ']';
  if (depth > DEPTH_MAX) {
    reader.problem ||= 'brackets are nested too deeply';
    return { kind: 'sequence', of: [] };
  }
  const inner = readChoice(reader, depth);
  if (reader.tokens[reader.at] !== closer) reader.problem ||= `"${opener}" is not closed by "${closer}"`;
  reader.at += 1;
  if (isEmpty(inner)) reader.problem ||= `"${opener}${closer}" is empty`;
  return {
    kind: 'choice',
    of: inner.kind === 'choice' && !inner.optional ? inner.of : [inner],
    optional: opener === '[',
  };
};

const leaf = (token: string): PatternNode =>
  token.startsWith('<')
    ? { kind: 'slot', slot: token.slice(1, -1) }
    : { kind: 'word', spelling: token.toLowerCase(), words: wordsOf(token) };

const isEmpty = (node: PatternNode): boolean => node.kind === 'sequence' && node.of.length === 0;

const matchesNothing = (node: PatternNode): boolean => {
  switch (node.kind) {
    case 'word':
      return node.words.length === 0;
    case 'slot':
      return false;
    case 'sequence':
      return node.of.every(matchesNothing);
    case 'choice':
      return node.optional || node.of.some(matchesNothing);
  }
};
