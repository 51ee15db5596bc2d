// Folders in /var/tmp, which everybody can write to: only one that is really ours is used.
import { chownSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Account } from './account';
import { errorCode } from './error-code';

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
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  if (!isOurs(folder, uid)) throw new Error(`${folder} exists and belongs to somebody else: remove it`);
  return folder;
};

/** A link is nobody's folder, wherever it leads. */
const isOurs = (folder: string, uid: number | undefined): boolean => {
  const stat = lstatSync(folder);
  return stat.isDirectory() && (uid === undefined || stat.uid === uid);
};
