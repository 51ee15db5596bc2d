// Canonical JSON (RFC 8785): one value has one text, so that bytes can be hashed and compared.

/**
 * The canonical text of a JSON value: no white space, keys in UTF-16 order, ECMAScript numbers and strings.
 * Absent and undefined properties are the same thing. Throws TypeError for what JSON cannot carry unchanged:
 * non-finite numbers, lone surrogates (section 3.2.2.2), undefined in arrays, bigint, functions, class instances.
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      return canonicalNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    case 'undefined':
    case 'bigint':
    case 'function':
    case 'symbol':
      throw new TypeError(`canonical JSON has no ${typeof value}`);
  }
};

/** What a reader gets back: the value with everything dropped that its canonical text does not carry. */
export const throughJson = <T>(value: T): T => JSON.parse(canonicalJson(value)) as T;

/** In a `u` pattern this property matches only surrogates that have no partner. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const canonicalString = (value: string): string => {
  if (LONE_SURROGATE.test(value)) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(value);
};

const canonicalNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no ${value}`);
  return JSON.stringify(value);
};

const canonicalArray = (values: readonly unknown[]): string => {
  const parts: string[] = [];
  for (const value of values) parts.push(canonicalJson(value));
  return `[${parts.join(',')}]`;
};

const canonicalObject = (value: object): string => {
  if (!isPlain(value)) throw new TypeError(`canonical JSON has no ${value.constructor.name}`);
  const parts: string[] = [];
  const entries = value as Readonly<Record<string, unknown>>;
  // The default sort compares UTF-16 code units, which is what section 3.2.3 asks for.
  for (const key of Object.keys(entries).sort()) {
    const property = entries[key];
    if (property !== undefined) parts.push(`${canonicalString(key)}:${canonicalJson(property)}`);
  }
  return `{${parts.join(',')}}`;
};

/** An object literal of any realm: its prototype is null or is itself the end of the chain. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
