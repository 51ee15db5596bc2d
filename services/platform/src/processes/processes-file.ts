// `processes.json` in the data folder: what runs, where, as which process; for operators, and for tests that kill one.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptProcess } from './kept-process';

export interface ProcessesFile {
  readonly supervisor: number;
  /** `sip:` addresses of the platform are at this host and port. */
  readonly sip: string;
  readonly desk: string;
  readonly trace: string;
  readonly processes: readonly ProcessEntry[];
}

export interface ProcessEntry {
  readonly name: string;
  readonly service: string;
  readonly pid: number;
  readonly restarts: number;
  readonly serves: Readonly<Record<string, string>>;
  readonly metrics: string;
  readonly health: string;
  readonly log: string;
}

export type ProcessesHead = Omit<ProcessesFile, 'processes' | 'supervisor'>;

const pathOf = (dataDir: string): string => join(dataDir, 'processes.json');

export const entryOf = ({ plan, pid, restarts, logFile }: KeptProcess): ProcessEntry => {
  const page = `http://${plan.operations.host}:${plan.operations.port}`;
  return {
    name: plan.name,
    service: plan.service,
    pid,
    restarts,
    serves: plan.serves,
    metrics: `${page}/metrics`,
    health: `${page}/healthz`,
    log: logFile,
  };
};

/** Whole or not at all: whoever reads it while it is written sees what was there before. */
export const writeProcesses = async (dataDir: string, file: ProcessesFile): Promise<void> => {
  const path = pathOf(dataDir);
  await writeFile(`${path}.new`, `${JSON.stringify(file, undefined, 2)}\n`);
  await rename(`${path}.new`, path);
};

/** Rejects when nothing runs there. */
export const readProcesses = async (dataDir: string): Promise<ProcessesFile> =>
  JSON.parse(await readFile(pathOf(dataDir), 'utf8')) as ProcessesFile;

export const removeProcesses = (dataDir: string): Promise<void> => rm(pathOf(dataDir), { force: true });
