// The recordings that gateways leave of calls, for whoever has to let one go.

export interface Recordings {
  /** Rejects when it is there and stays there. */
  remove(callId: string): Promise<'removed' | 'missing'>;
}
