// A server that runs on our cluster already: left behind by a killed process, or shared with a living one.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPassword, USER, type DataDir } from './cluster';
import { dataDirectory } from './database';
import { KEPT, ownedPostmaster, ownerFile, type Postmaster } from './postmaster';
import { isAlive } from './server-process';

interface PidFile {
  readonly pid: number;
  readonly port: number;
}

/** Undefined when no server runs; a lock file that its server can no longer remove is removed. */
export const adoptRunning = async (dataDir: DataDir): Promise<Postmaster | undefined> => {
  const path = join(dataDir.cluster, 'postmaster.pid');
  const file = readPidFile(path);
  if (!file) return undefined;
  if (await isOurs(dataDir, file))
    return ownedPostmaster(dataDir, file, belongsElsewhere(dataDir, file.pid) ? 'shared' : 'adopted');
  // After a restart of the machine or the container the pid may be another program's.
  if (isAnotherProgram(file.pid, dataDir)) rmSync(path, { force: true });
  return undefined;
};

/** Lines: pid, data directory, start time, port; see src/include/utils/pidfile.h of PostgreSQL. */
const readPidFile = (path: string): PidFile | undefined => {
  if (!existsSync(path)) return undefined;
  const [pid, , , port] = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => Number(line.trim()));
  return { pid: pid ?? 0, port: port ?? 0 };
};

const isOurs = async (dataDir: DataDir, { pid, port }: PidFile): Promise<boolean> => {
  if (!pid || !port || !isAlive(pid)) return false;
  try {
    const url = `postgres://${USER}:${readPassword(dataDir)}@127.0.0.1:${port}/postgres`;
    return (await dataDirectory(url)) === dataDir.cluster;
  } catch {
    return false;
  }
};

/**
 * Only for a living process that is certainly something else. A dead one's file is the server's affair: it also says
 * whether workers of that server still use the data.
 */
const isAnotherProgram = (pid: number, dataDir: DataDir): boolean => {
  if (!pid || !isAlive(pid)) return false;
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command !== '' && !command.includes(dataDir.cluster);
  } catch {
    return false;
  }
};

/** To another living process, or to nobody because it is kept. */
const belongsElsewhere = (dataDir: DataDir, serverPid: number): boolean => {
  const path = ownerFile(dataDir, serverPid);
  const owner = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (owner === KEPT) return true;
  const pid = Number(owner);
  return pid > 0 && pid !== process.pid && isAlive(pid);
};
