// Whether two values have the same canonical JSON, without writing either.

/** For what canonical JSON can carry. Absent and undefined properties are the same thing; so are 0 and -0. */
export const sameJson = (left: unknown, right: unknown): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) return sameArrays(left, right);
  return isPlain(left) && isPlain(right) && sameObjects(left, right);
};

const sameArrays = (left: unknown, right: unknown): boolean =>
  Array.isArray(left) &&
  Array.isArray(right) &&
  left.length === right.length &&
  left.every((value, index) => sameJson(value, right[index]));

type Entries = Readonly<Record<string, unknown>>;

const sameObjects = (left: Entries, right: Entries): boolean => {
  for (const key of Object.keys(left)) if (!sameJson(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (left[key] === undefined && right[key] !== undefined) return false;
  return true;
};

/** An object literal of any realm. */
const isPlain = (value: object): value is Entries => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
