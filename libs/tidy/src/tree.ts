// The repository as tidy sees it: tracked text files, their lines, and who imports whom.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

/** Tracked and new files, without what git ignores. */
export const trackedFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)));

export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

export const isSpec = (file: string): boolean =>
  /\.(spec|int-spec|e2e-spec|contract|fixture)\.tsx?$/.test(file);
export const isSource = (file: string): boolean =>
  /^(libs|services|examples)\/[^/]+\/src\/.*\.tsx?$/.test(file);

/** Module names in import and export statements, in require.resolve of our own packages, of modules that are loaded late and of processes that are started. */
export const importsOf = (text: string): readonly string[] => [
  ...[...text.matchAll(/(?:from|import|require(?:\.resolve)?\()\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1] ?? '',
  ),
  ...[...text.matchAll(/import\('(\.[^']+)\.js'\)/g)].map((match) => match[1] ?? ''),
  ...[...text.matchAll(/join\(__dirname, '([\w./-]+)\.js'\)/g)].map((match) => `./${match[1] ?? ''}`),
];

interface Package {
  readonly name: string;
  readonly dir: string;
  readonly tags: readonly string[];
  readonly dependencies: readonly string[];
}

export const packages = (files: readonly string[]): readonly Package[] =>
  files
    .filter((file) => /^(libs|services|examples)\/[^/]+\/package\.json$/.test(file))
    .map((file) => {
      const json = JSON.parse(read(file)) as {
        name: string;
        nx?: { tags?: string[] };
        dependencies?: Record<string, string>;
      };
      return {
        name: json.name,
        dir: dirname(file),
        tags: json.nx?.tags ?? [],
        dependencies: Object.keys(json.dependencies ?? {}),
      };
    });

/** The file that an import means, among `files`; undefined for packages that are not ours. */
export const target = (
  from: string,
  imported: string,
  context: { files: ReadonlySet<string>; packages: readonly Package[] },
): string | undefined => {
  const base = imported.startsWith('.')
    ? normalize(join(dirname(from), imported))
    : ownModule(imported, context.packages);
  if (base === undefined) return undefined;
  return [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`, base].find((file) => context.files.has(file));
};

const ownModule = (imported: string, known: readonly Package[]): string | undefined => {
  const owner = known.find(({ name }) => imported === name || imported.startsWith(`${name}/`));
  if (!owner) return undefined;
  const rest = imported.slice(owner.name.length + 1);
  return `${owner.dir}/src/${rest || 'index'}`;
};
