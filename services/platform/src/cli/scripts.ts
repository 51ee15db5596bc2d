// Reads a script by path, or by its name among the example's callers.
import { readScript, type Script } from '@trunkline/phone';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { CALLERS_DIR } from './paths';

/** Throws an Error that names the file and what is wrong with it. */
export const loadScript = async (nameOrPath: string): Promise<Script> => {
  const file = existsSync(nameOrPath) ? nameOrPath : join(CALLERS_DIR, `${nameOrPath}.yaml`);
  if (!existsSync(file)) {
    const known = (await readdir(CALLERS_DIR)).map((name) => basename(name, '.yaml'));
    throw new Error(`there is no script ${nameOrPath}; give a file, or one of ${known.join(', ')}`);
  }
  const read = readScript(parse(await readFile(file, 'utf8')));
  if (read.kind === 'invalid') throw new Error(`${file}: ${read.why}`);
  return read.script;
};
