// A hint that something was appended somewhere: readers of the log wake up earlier than their poll.

export interface AppendSignal {
  /** Hints may be lost or repeated; the log is the truth. Returns how to stop listening. */
  onAppend(wake: () => void): Promise<() => Promise<void>>;
}
