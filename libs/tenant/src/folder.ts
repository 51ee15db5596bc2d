// The files of a tenant folder, read with limits; nothing outside of it is looked at.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TenantProblem } from './problem';
import { parseSource, type SourceFile } from './source-file';

const FILES_MAX = 200;
const BYTES_MAX = 512 * 1024;

export interface TenantFolder {
  readonly tenant: readonly SourceFile[];
  readonly flows: readonly SourceFile[];
  readonly tools: readonly SourceFile[];
  readonly phrases: readonly SourceFile[];
  readonly problems: readonly TenantProblem[];
}

export const readFolder = (dir: string, variables: Readonly<Record<string, string>>): TenantFolder => {
  const problems: TenantProblem[] = [];
  const read = (file: string): SourceFile[] => {
    const path = join(dir, file);
    if (statSync(path).size > BYTES_MAX) {
      problems.push({
        file,
        line: 1,
        column: 1,
        problem: `larger than ${BYTES_MAX} bytes`,
        hint: 'part it into several files',
      });
      return [];
    }
    return [parseSource(file, readFileSync(path, 'utf8'), variables)];
  };
  const readAll = (folder: string): SourceFile[] => yamlFilesIn(dir, folder).flatMap(read);
  if (!existsSync(join(dir, 'tenant.yaml'))) {
    problems.push({
      file: 'tenant.yaml',
      line: 1,
      column: 1,
      problem: 'the file does not exist',
      hint: `a tenant folder has a tenant.yaml; looked in ${dir}`,
    });
    return { tenant: [], flows: [], tools: [], phrases: [], problems };
  }
  const folder = {
    tenant: read('tenant.yaml'),
    flows: readAll('flows'),
    tools: readAll('tools'),
    phrases: readAll('phrases'),
  };
  return { ...folder, problems };
};

const yamlFilesIn = (dir: string, folder: string): readonly string[] => {
  const path = join(dir, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/u.test(name))
    .sort()
    .slice(0, FILES_MAX)
    .map((name) => `${folder}/${name}`);
};
