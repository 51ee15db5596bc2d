// The account that the server runs under (never root), and what that account can reach.
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

/** Undefined when this process is not root: then the server runs as this process does. Throws if there is no account. */
export const serverAccount = (candidates: readonly string[] = CANDIDATES): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map(parseAccount);
  for (const name of candidates) {
    const account = accounts.find((candidate) => candidate?.name === name);
    if (account) return account;
  }
  throw new Error(
    `servers do not run as root and there is no account ${candidates.join(' or ')}: start as another user`,
  );
};

/** True when the account may pass through every folder down to and including `path`. Looks at modes only. */
export const canReach = (account: Account | undefined, path: string): boolean => {
  if (!account) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    if (!mayEnter(account, folder)) return false;
    if (folder === dirname(folder)) return true;
  }
};

const mayEnter = ({ uid, gid }: Account, folder: string): boolean => {
  const stat = statSync(folder);
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
};

const parseAccount = (line: string): Account | undefined => {
  const [name, , uid, gid] = line.split(':');
  if (name === undefined || uid === undefined || gid === undefined) return undefined;
  return { name, uid: Number(uid), gid: Number(gid) };
};
