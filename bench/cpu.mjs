// CPU time of processes and threads, from proc(5).
import { readFile } from 'node:fs/promises';

const TICK_MS = 10;

/** Used so far, ms, by whom `/proc/<pid>/stat` or `/proc/<pid>/task/<tid>/stat` tells of; 0 for who has ended. */
export const cpuMs = async (statFile) => {
  const fields = await fieldsOf(statFile);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
};

export const parentOf = async (pid) => Number((await fieldsOf(statOf(pid)))[1] ?? 0);

export const statOf = (pid) => `/proc/${pid}/stat`;

/** From the state on: a command's name may hold anything. */
const fieldsOf = async (statFile) =>
  (await readFile(statFile, 'utf8').catch(() => '')).replace(/^.*\) /s, '').split(' ');
