// A server that answers, whoever started it: where it is, and how it ends.
import { type EndStep, end, identify, type ProcessIdentity } from './process-identity';
import { removeRecord, type ServerName, type ServerRecord } from './server-record';

export interface RunningServer {
  readonly name: ServerName;
  readonly pid: number;
  readonly port: number;
  /** postgres://…, redis://…, or host:port of Kafka. With password where there is one: not to be logged. */
  readonly url: string;
  readonly version: string;
  /** Where the data really is; elsewhere than asked for when the server's account cannot reach that. */
  readonly dataDir: string;
  readonly logFile: string;
  /** `shared`: it belongs to another living process, or is kept. */
  readonly origin: 'started' | 'adopted' | 'shared';
  /** Ends a server that this process owns, in order, and leaves any other alone. */
  stop(): Promise<void>;
  /** SIGKILL, whoever owns it; resolves when the process is gone. Starting again on the same folder is the restart. */
  kill(): Promise<void>;
}

/** Postgres: fast, then immediate shutdown. Kafka writes its log's end before it goes. */
export const END_STEPS: Readonly<Record<ServerName, readonly EndStep[]>> = {
  postgres: [
    { signal: 'SIGINT', waitMs: 10_000 },
    { signal: 'SIGQUIT', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ],
  redis: [
    { signal: 'SIGTERM', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ],
  kafka: [
    { signal: 'SIGTERM', waitMs: 20_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ],
};

/** How the recorded server is seen by somebody who does not own it, or by its owner. */
export const running = (
  folder: string,
  record: ServerRecord,
  origin: RunningServer['origin'],
): RunningServer => ({
  name: record.name,
  pid: record.process.pid,
  port: record.port,
  url: record.url,
  version: record.version,
  dataDir: record.dataDir,
  logFile: record.logFile,
  origin,
  stop: async () => {
    if (origin !== 'shared') await endRecorded(folder, record);
  },
  kill: () => killNow(record.process),
});

/** Ends the recorded process, if it is still that one, and forgets the record. */
export const endRecorded = async (folder: string, record: ServerRecord): Promise<void> => {
  await end(record.process, END_STEPS[record.name]);
  removeRecord(folder);
};

export const killNow = (who: ProcessIdentity): Promise<void> =>
  end(who, [{ signal: 'SIGKILL', waitMs: 10_000 }]);

/** Who writes a record: this process, or nobody when the server stays. */
export const ownerOf = (isKept: boolean): ServerRecord['owner'] => {
  if (isKept) return 'kept';
  const own = identify(process.pid);
  if (!own) throw new Error('this machine does not tell when a process began: /proc or ps is needed');
  return own;
};
