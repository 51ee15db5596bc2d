// How long the log's low-water mark has stood still: readers see nothing newer than it, however much is appended.

/** Transaction ids as the server says them: the oldest still running, and the next to be given. */
export interface LogMark {
  readonly oldest: bigint;
  readonly next: bigint;
}

export interface MarkStand {
  readonly oldest: bigint;
  readonly sinceMs: number;
}

/** A mark that has nothing before it is not standing still: nobody is being waited for. */
export const stoodSince = (
  before: MarkStand | undefined,
  mark: LogMark,
  nowMs: number,
): MarkStand | undefined => {
  if (mark.oldest >= mark.next) return undefined;
  return before?.oldest === mark.oldest ? before : { oldest: mark.oldest, sinceMs: nowMs };
};
