// Where two events differ: the paths of the fields, with what stands in each.
import { canonicalJson, type Event } from '@trunkline/event-sourcing';

export interface Difference {
  /** `args.order`, `sentences.0`; empty for the event as a whole. */
  readonly path: string;
  /** JSON of either side; absent where there is nothing. */
  readonly recorded?: string;
  readonly decided?: string;
}

export const DIFFERENCES_MAX = 20;

/** The first differences, at most DIFFERENCES_MAX. */
export const differencesOf = (
  recorded: Event | undefined,
  decided: Event | undefined,
): readonly Difference[] => between('', recorded, decided).slice(0, DIFFERENCES_MAX);

const between = (path: string, left: unknown, right: unknown): readonly Difference[] => {
  if (json(left) === json(right)) return [];
  if (!isTree(left) || !isTree(right)) return [difference(path, left, right)];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return keys.flatMap((key) =>
    between(path === '' ? key : `${path}.${key}`, field(left, key), field(right, key)),
  );
};

const difference = (path: string, left: unknown, right: unknown): Difference => ({
  path,
  ...(left === undefined ? {} : { recorded: json(left) }),
  ...(right === undefined ? {} : { decided: json(right) }),
});

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

const field = (tree: object, key: string): unknown =>
  Object.entries(tree).find(([name]) => name === key)?.[1];

const json = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));
