// Which gateway holds which call. A hint for the shortest way: whoever finds nothing here asks every gateway.

export interface LineRegistry {
  /** `gateway` is where it is reached, host:port. The last one to put a call has it. */
  put(callId: string, gateway: string, ttlMs: number): Promise<void>;
  /** Puts off the end of the calls that `gateway` holds and puts back those that were forgotten; never takes another's. */
  refresh(callIds: readonly string[], gateway: string, ttlMs: number): Promise<void>;
  get(callId: string): Promise<string | undefined>;
  /** Only if `gateway` holds it. */
  remove(callId: string, gateway: string): Promise<void>;
}
