// Folders in /var/tmp, which everybody can write to: only one that is really ours is used.
import { chownSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Account } from './account';

const ROOT = '/var/tmp';

/** Makes the folder (mode 0700) or takes it if it belongs to the account, or to this process. Throws if it is another's. */
export const ownFolderInVarTmp = (name: string, account: Account | undefined): string => {
  const uid = account?.uid ?? process.getuid?.();
  const folder = join(ROOT, uid === undefined ? name : `${name}-${uid}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (account) chownSync(folder, account.uid, account.gid);
    return folder;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || (uid !== undefined && stat.uid !== uid)) {
    throw new Error(`${folder} exists and belongs to somebody else: remove it`);
  }
  return folder;
};
