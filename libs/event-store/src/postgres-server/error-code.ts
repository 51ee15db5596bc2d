// The system's code of an error (`EEXIST`), whatever realm the error comes from.

export const errorCode = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
