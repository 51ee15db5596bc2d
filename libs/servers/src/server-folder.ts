// A server's folder: ours on the outside (record, log), the server's account's on the inside (data).
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Account, canReach } from '@trunkline/event-store/postgres-server/account';
import { errorCode } from '@trunkline/event-store/postgres-server/error-code';
import { ownFolderInVarTmp } from '@trunkline/event-store/postgres-server/var-tmp';

export interface ServerFolder {
  readonly path: string;
  /** In /var/tmp when the account cannot reach `path`. */
  readonly data: string;
}

/** Throws an Error that says whose the folder is when it is not ours to use. */
export const openServerFolder = (path: string, account: Account | undefined): ServerFolder => {
  const outer = openOuterFolder(path);
  if (!canReach(account, outer)) {
    const key = createHash('sha256').update(outer).digest('hex').slice(0, 16);
    return { path: outer, data: ownFolderInVarTmp(`trunkline-${key}`, account) };
  }
  const data = join(outer, 'data');
  const owner = statSync(data, { throwIfNoEntry: false })?.uid;
  const uid = account?.uid ?? process.getuid?.();
  if (owner !== undefined && uid !== undefined && owner !== uid) throw belongsTo(data, owner);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (account) chownSync(data, account.uid, account.gid);
  return { path: outer, data };
};

/** Passable for the server's account, readable for us alone. */
export const openOuterFolder = (path: string): string => {
  const outer = resolve(path);
  try {
    mkdirSync(outer, { recursive: true });
    chmodSync(outer, 0o711);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EPERM' && code !== 'EACCES') throw error;
    throw belongsTo(outer, statSync(outer, { throwIfNoEntry: false })?.uid);
  }
  return outer;
};

const belongsTo = (path: string, uid: number | undefined): Error =>
  new Error(
    uid === undefined
      ? `${path} cannot be made here: use another folder`
      : `${path} belongs to user ${uid}: start as that user, or use another folder`,
  );
