// The packages' native folder in a shape that the server's account can use: links in place, within reach.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  chmodSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { canReach, type Account } from './account';
import { ownFolderInVarTmp } from './var-tmp';

export interface NativePackage {
  readonly folder: string;
  /** The list of links that a package cannot carry; a post-install script makes them if scripts may run. */
  readonly links: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The folder itself, or a copy of it in /var/tmp. */
export const usableNative = (native: NativePackage, account: Account | undefined): string => {
  const links = readLinks(native.links);
  if (canReach(account, native.folder) && hasLinks(native.folder, links)) return native.folder;
  return copied(native, links);
};

const copied = (native: NativePackage, links: readonly Link[]): string => {
  const cache = ownFolderInVarTmp(`trunkline-postgres-${native.version}`, undefined);
  // The server's account has to pass through.
  chmodSync(cache, 0o755);
  const target = join(cache, 'native');
  if (existsSync(target)) return target;
  // Another process may copy at the same time: the rename decides.
  const staging = mkdtempSync(join(cache, 'staging-'));
  chmodSync(staging, 0o755);
  const copy = join(staging, 'native');
  cpSync(native.folder, copy, { recursive: true, verbatimSymlinks: true });
  for (const link of links) makeLink(copy, link);
  try {
    renameSync(copy, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return target;
};

const readLinks = (path: string): readonly Link[] =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Link[]) : [];

const hasLinks = (folder: string, links: readonly Link[]): boolean =>
  links.every(({ target }) => existsSync(inside(folder, target)));

const makeLink = (folder: string, { source, target }: Link): void => {
  const path = inside(folder, target);
  if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
};

/** The list names paths from the package's root, as `native/lib/…`. */
const inside = (folder: string, path: string): string => join(folder, relative('native', path));
