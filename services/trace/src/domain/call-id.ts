// What an id of a call looks like wherever it becomes part of a path or of a stream's name.

/** Letters, digits, `-` and `_` only: nothing that could lead out of a folder or into another stream. */
const CALL_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

export const isCallId = (text: string): boolean => CALL_ID.test(text);
