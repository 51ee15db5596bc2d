// The life cycle of playout on one line, as a table.

export type PlayoutStatus = 'idle' | 'playing' | 'paused' | 'cut' | 'drained';
export type PlayoutMove = 'start' | 'pause' | 'resume' | 'cut' | 'drain';

/** A move that is missing in a status does not change it. */
export const playoutMoves = {
  idle: { start: 'playing', pause: 'paused' },
  playing: { pause: 'paused', cut: 'cut', drain: 'drained' },
  paused: { resume: 'playing', cut: 'cut' },
  cut: { start: 'playing', pause: 'paused' },
  drained: { start: 'playing', pause: 'paused' },
} as const satisfies Record<PlayoutStatus, Partial<Record<PlayoutMove, PlayoutStatus>>>;

export const afterMove = (status: PlayoutStatus, move: PlayoutMove): PlayoutStatus => {
  const moves: Partial<Record<PlayoutMove, PlayoutStatus>> = playoutMoves[status];
  return moves[move] ?? status;
};
