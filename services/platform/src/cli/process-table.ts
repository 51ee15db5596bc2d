// Running processes as a table for the terminal.
import { type ProcessEntry } from '../processes/processes-file';

export const processTable = (entries: readonly ProcessEntry[]): readonly string[] => {
  const width = Math.max(0, ...entries.map(({ name }) => name.length));
  return entries.map(
    ({ name, pid, metrics }) => `Process    ${name.padEnd(width)}  pid ${String(pid).padEnd(8)} ${metrics}`,
  );
};
