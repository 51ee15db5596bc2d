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

/** Printable ASCII but for the quotation mark and the backslash: nothing in it is escaped. */
const PLAIN = /^[ !#-[\]-~]*$/;

const canonicalString = (value: string): string => {
  if (PLAIN.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(value);
};

const canonicalNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no ${value}`);
  // For a finite number both are Number::toString, ECMA-262 25.5.2.
  return String(value);
};

const canonicalArray = (values: readonly unknown[]): string => {
  let text = '';
  for (const value of values) text += `${text === '' ? '' : ','}${canonicalJson(value)}`;
  return `[${text}]`;
};

const canonicalObject = (value: object): string => {
  if (!isPlain(value)) throw new TypeError(`canonical JSON has no ${value.constructor.name}`);
  let text = '';
  const entries = value as Readonly<Record<string, unknown>>;
  for (const key of sortedKeys(entries)) {
    const property = entries[key];
    if (property === undefined) continue;
    text += `${text === '' ? '' : ','}${canonicalString(key)}:${canonicalJson(property)}`;
  }
  return `{${text}}`;
};

/** By UTF-16 code units, which is what section 3.2.3 asks for and what both `<` and the default sort compare. */
const sortedKeys = (entries: object): readonly string[] => {
  const keys = Object.keys(entries);
  for (let at = 1; at < keys.length; at += 1) {
    if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return keys.sort();
  }
  return keys;
};

/** An object literal of any realm: its prototype is null or is itself the end of the chain. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
