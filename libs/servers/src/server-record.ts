// What is written down of a running server, so that other processes find it and nobody ends a stranger.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '@trunkline/event-store/postgres-server/error-code';
import { type ProcessIdentity } from './process-identity';

export const SERVER_NAMES = ['postgres', 'redis', 'kafka'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

export interface ServerRecord {
  readonly name: ServerName;
  readonly process: ProcessIdentity;
  /** Ends the server with itself; a kept server stays until somebody stops it. */
  readonly owner: ProcessIdentity | 'kept';
  readonly port: number;
  /** With password where the server has one: not to be logged. */
  readonly url: string;
  readonly version: string;
  readonly dataDir: string;
  readonly logFile: string;
}

const FILE = 'server.json';

/** Undefined when there is none, or only half of one. Throws when it may not be read. */
export const readRecord = (folder: string): ServerRecord | undefined => {
  try {
    const record = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Partial<ServerRecord>;
    return typeof record.process?.pid === 'number' ? (record as ServerRecord) : undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || error instanceof SyntaxError) return undefined;
    if (code === 'EACCES')
      throw new Error(`${folder} belongs to another account: use that one, or another folder`);
    throw error;
  }
};

export const writeRecord = (folder: string, record: ServerRecord): void => {
  const path = join(folder, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

export const removeRecord = (folder: string): void => rmSync(join(folder, FILE), { force: true });
