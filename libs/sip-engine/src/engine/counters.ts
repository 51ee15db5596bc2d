// What the engine counts about itself.
export interface Counters {
  requestsIn: number;
  requestsOut: number;
  responsesIn: number;
  responsesOut: number;
  /** Requests seen again and absorbed. */
  retransmissionsIn: number;
  /** Messages sent again by a timer. */
  retransmissionsOut: number;
  /** Bytes that were no SIP message, and responses nobody asked for. */
  dropped: number;
  /** Requests the engine refused by itself. */
  refused: number;
  timeouts: number;
  transportErrors: number;
  /** 2xx that was never acknowledged. */
  ackTimeouts: number;
  dialogsOpened: number;
  /** An application that never answered. */
  appSilences: number;
  adminRefused: number;
}

/** The counters, and how many of each thing there are at the moment. */
export interface EngineStats extends Counters {
  serverTransactions: number;
  clientTransactions: number;
  dialogs: number;
  timers: number;
  applications: number;
  tcpConnections: number;
}

export const emptyCounters = (): Counters => ({
  requestsIn: 0,
  requestsOut: 0,
  responsesIn: 0,
  responsesOut: 0,
  retransmissionsIn: 0,
  retransmissionsOut: 0,
  dropped: 0,
  refused: 0,
  timeouts: 0,
  transportErrors: 0,
  ackTimeouts: 0,
  dialogsOpened: 0,
  appSilences: 0,
  adminRefused: 0,
});
