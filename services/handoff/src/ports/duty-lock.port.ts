// What keeps hand-offs in one hand: a lock that one instance holds at a time, and loses when it does not answer.

export interface Duty {
  /** Rejects when the duty is lost. */
  isStillOurs(): Promise<void>;
  release(): Promise<void>;
}

export interface DutyLock {
  /** Undefined while another instance has it. Rejects with StoreUnavailable. */
  take(): Promise<Duty | undefined>;
}
