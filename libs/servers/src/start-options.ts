// What every server takes to be started.

export interface StartOptions {
  /** The server's folder: its data, its log, and who it is. */
  readonly dataDir: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** True leaves the server running when this process ends. Default false: it ends with this process at the latest. */
  readonly isKept?: boolean;
  readonly log?: (message: string) => void;
}
