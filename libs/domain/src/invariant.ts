// What must hold or the program is wrong: the only place in the domain that throws.

/** A broken promise of our own code; never the consequence of an input. */
export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/** Throws InvariantBroken unless the condition holds. */
export function invariant(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new InvariantBroken(promise);
}

/** Proves at compile time that a union was exhausted; throws InvariantBroken if a value slipped past the types. */
export const assertNever = (value: never): never => {
  throw new InvariantBroken(`no case for ${JSON.stringify(value)}`);
};
