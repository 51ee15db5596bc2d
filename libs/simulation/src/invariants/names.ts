// The names of everything that must hold of a call; docs/invariants.md says what each is and where it is enforced.

export const INVARIANTS = [
  ...(['BUD-1', 'BUD-2', 'BUD-3', 'BUD-4'] as const),
  ...(['CALL-1', 'CALL-2', 'CALL-3', 'CALL-4', 'CALL-8', 'TIME-1', 'LIVE-1', 'LIVE-2'] as const),
  ...(['CONF-1', 'CONF-2', 'CONF-4', 'CONF-5', 'CONF-6', 'CONF-7'] as const),
  ...(['CONV-1', 'CONV-2', 'CONV-4', 'CONV-5', 'CONV-6', 'CONV-7', 'CONV-8'] as const),
  ...(['DRAIN-1', 'DRAIN-2'] as const),
  ...(['HAND-1', 'HAND-3', 'HAND-4', 'HAND-5', 'HAND-6', 'HAND-7', 'HAND-8'] as const),
  ...(['LOG-1', 'LOG-2', 'LOG-3', 'LOG-4', 'LOG-5', 'LOG-6', 'LOG-8'] as const),
  ...(['TOOL-1', 'TOOL-2', 'TOOL-3', 'TOOL-4', 'TOOL-5', 'TOOL-6', 'TOOL-10', 'TOOL-11'] as const),
  ...(['TRUTH-1', 'TRUTH-2', 'TRUTH-3', 'TRUTH-4', 'TRUTH-5'] as const),
  ...(['TURN-1', 'TURN-2', 'TURN-3'] as const),
] as const;

export type Invariant = (typeof INVARIANTS)[number];
