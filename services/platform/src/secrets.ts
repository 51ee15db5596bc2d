// The keys of a data folder: made at its first use, the same ever after, readable by its owner alone.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Secrets {
  /** From which idempotency keys are derived: a changed key would make old actions look new. */
  readonly serviceKey: string;
  /** Signs confirmations between dialogue policy and tool gateway. */
  readonly confirmationKey: string;
  /** Signs the desk's sessions and admits to its sign-in. */
  readonly deskKey: string;
}

const KEY_BYTES = 32;

export const readSecrets = async (dataDir: string): Promise<Secrets> => {
  const file = join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true });
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return parse(known, file);
  const key = (): string => randomBytes(KEY_BYTES).toString('base64url');
  const secrets: Secrets = { serviceKey: key(), confirmationKey: key(), deskKey: key() };
  await writeFile(file, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 });
  return secrets;
};

const parse = (text: string, file: string): Secrets => {
  const found = JSON.parse(text) as Partial<Secrets>;
  const { serviceKey, confirmationKey, deskKey } = found;
  if (!serviceKey || !confirmationKey || !deskKey) {
    throw new Error(`${file} lacks a key; put back the file this folder had, or begin with an empty folder`);
  }
  return { serviceKey, confirmationKey, deskKey };
};
