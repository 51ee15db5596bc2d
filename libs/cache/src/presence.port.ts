// Who is there: each member says so again before its time is up.

export interface Presence {
  /** `member` is an id; never a name or a number of a person. */
  beat(group: string, member: string, ttlMs: number): Promise<void>;
  leave(group: string, member: string): Promise<void>;
  /** Sorted; without those whose time is up. */
  present(group: string): Promise<readonly string[]>;
}
