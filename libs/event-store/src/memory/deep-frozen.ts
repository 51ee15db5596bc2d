// Freezes a value all the way down: readers of a store in memory share what they read.

export const deepFrozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const property of Object.values(value)) deepFrozen(property);
  return Object.freeze(value);
};
