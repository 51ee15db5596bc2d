// What is remembered for a while to save work. Forgetting it at any moment costs time, never truth.

export interface SetOptions {
  readonly ttlMs: number;
  /** True keeps a value that is there already. Default false. */
  readonly ifAbsent?: boolean;
}

/** `unavailable`: nothing is known; decide as if there were no cache. */
export type SetOutcome = 'stored' | 'present' | 'unavailable';

export interface Cache {
  /** Undefined when absent, expired, forgotten, or not answered in time. */
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options: SetOptions): Promise<SetOutcome>;
  del(key: string): Promise<void>;
}
