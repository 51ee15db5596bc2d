// One YAML file of a tenant: its value with variables filled in, and where each part of it stands.
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import { type TenantProblem } from './problem';

export type KeyPath = readonly (string | number)[];

export interface SourceFile {
  readonly file: string;
  readonly value: unknown;
  /** Problems of the text itself: YAML syntax, unknown variables. */
  readonly problems: readonly TenantProblem[];
  /** A problem at the deepest part of the path that exists. */
  at(path: KeyPath, problem: string, hint: string): TenantProblem;
  /** Whether the text there is a variable and nothing else. */
  isVariable(path: KeyPath): boolean;
}

const ALIASES_MAX = 50;

export const parseSource = (
  file: string,
  text: string,
  variables: Readonly<Record<string, string>>,
): SourceFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const at = (path: KeyPath, problem: string, hint: string): TenantProblem => ({
    file,
    ...placeOf(lines, offsetOf(document, path)),
    problem,
    hint,
  });
  const syntax = document.errors.map((error): TenantProblem => ({
    file,
    ...placeOf(lines, error.pos[0]),
    problem: `not YAML: ${error.message.split('\n')[0] ?? ''}`,
    hint: 'mend the syntax; indentation and quotes are the usual causes',
  }));
  const isVariable = (path: KeyPath): boolean => /^\$\{\w+\}$/u.test(String(document.getIn(path)));
  if (syntax.length > 0) return { file, value: undefined, problems: syntax, at, isVariable };
  const missing: TenantProblem[] = [];
  const value = filled(document.toJS({ maxAliasCount: ALIASES_MAX }), [], (path, name) => {
    const found = variables[name];
    if (found === undefined) missing.push(at(path, `variable "${name}" is not set`, unset(name, variables)));
    return found ?? '';
  });
  return { file, value, problems: missing, at, isVariable };
};

const unset = (name: string, variables: Readonly<Record<string, string>>): string => {
  const known = Object.keys(variables);
  return `set it, or write one that is: ${known.length === 0 ? 'none is set' : known.join(', ')} (\${${name}})`;
};

/** Fills `${name}` into strings after parsing, so that a value can never change the file's structure. */
const filled = (value: unknown, path: KeyPath, look: (path: KeyPath, name: string) => string): unknown => {
  if (typeof value === 'string')
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/gu, (_, name: string) => look(path, name));
  if (Array.isArray(value)) return value.map((item, index) => filled(item, [...path, index], look));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, filled(item, [...path, key], look)]),
  );
};

const placeOf = (lines: LineCounter, offset: number): { line: number; column: number } => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** Where the deepest part of the path that exists starts: a member's key, an item's value. */
const offsetOf = (document: Document, path: KeyPath): number => {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const key of path) {
    const found = child(resolved(document, node), key);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
};

const resolved = (document: Document, node: Node | null | undefined): Node | null | undefined =>
  isAlias(node) ? node.resolve(document) : node;

const child = (
  node: Node | null | undefined,
  key: string | number,
): { node: Node | null; offset: number | undefined } | undefined => {
  if (!isCollection(node)) return undefined;
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && String(item.key) === String(key));
    if (pair === undefined) return undefined;
    return {
      node: isNode(pair.value) ? pair.value : null,
      offset: isNode(pair.key) ? pair.key.range?.[0] : undefined,
    };
  }
  const item = node.items[Number(key)];
  return isNode(item) ? { node: item, offset: item.range?.[0] } : undefined;
};
