// A certificate authority for one suite, made with openssl, and certificates of it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity } from './transport';

export interface Authority {
  /** PEM files in a folder to throw away. */
  issue(name: string, days?: number): IssuedIdentity;
  remove(): void;
}

export interface IssuedIdentity extends Identity {
  readonly paths: Readonly<Record<'ca' | 'cert' | 'key', string>>;
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export const createAuthority = (): Authority => {
  const dir = mkdtempSync(join(tmpdir(), 'trunkline-ca-'));
  const at = (name: string): string => join(dir, name);
  const openssl = (...words: string[]): void => {
    execFileSync('openssl', words, { stdio: 'pipe', timeout: 20_000 });
  };
  const [ca, caKey] = [at('ca.pem'), at('ca.key')];
  openssl('req', '-x509', ...EC, '-keyout', caKey, '-out', ca, '-days', '2', '-subj', '/CN=suite');
  return {
    issue: (name, days = 1) => {
      const paths = { ca, cert: at(`${name}.pem`), key: at(`${name}.key`) };
      const extensions = at(`${name}.ext`);
      writeFileSync(extensions, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
      openssl('req', ...EC, '-keyout', paths.key, '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
      const signed = ['-CA', ca, '-CAkey', caKey, '-days', `${days}`, '-extfile', extensions];
      openssl('x509', '-req', '-in', at(`${name}.csr`), '-out', paths.cert, '-CAcreateserial', ...signed);
      return {
        ca: readFileSync(ca),
        cert: readFileSync(paths.cert),
        key: readFileSync(paths.key),
        paths,
      };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
};
