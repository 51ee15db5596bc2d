// Where a message came from and where one goes to.
export type TransportName = 'udp' | 'tcp';

/** The way a message came: enough to answer it, and to tell the application about it. */
export interface Flow {
  readonly transport: TransportName;
  readonly local: HostPort;
  readonly remote: HostPort;
  /** The TCP connection, as long as it lives. */
  readonly connectionId: number | undefined;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Where to send: for TCP the given connection first, then any open one to that address, then a fresh one. */
export interface Destination {
  readonly transport: TransportName;
  readonly host: string;
  readonly port: number;
  readonly connectionId?: number | undefined;
  /** A TCP connection to use when none can be made: the one the dialog came by. */
  readonly fallbackConnectionId?: number | undefined;
  /** The local port to send from, for an engine with several listeners of one transport. */
  readonly localPort?: number | undefined;
}

/** A local end: what stands in Via and Contact. */
export interface Listening {
  readonly transport: TransportName;
  readonly host: string;
  readonly port: number;
}
