// docker-compose.yml as docker-compose reads it, and the generator of its secrets.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roleOf } from '../migrations/database-roles';
import { readYaml } from '../repository';
import { missing, run } from '../tools';

const reason = missing('docker-compose', { isRequired: false });
const itWithCompose = reason === undefined ? it : it.skip;

describe('docker-compose.yml', () => {
  itWithCompose(`is valid${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
    const args = ['--profile', 'core', '--profile', 'observability', 'config'];
    expect(run('docker-compose', args)).toMatchObject({ status: 0 });
  });

  it('has its secrets made, once', () => {
    const dir = mkdtempSync(join(tmpdir(), 'trunkline-secrets-'));
    try {
      expect(run(process.execPath, ['deploy/compose/make-secrets.mjs', dir])).toMatchObject({ status: 0 });
      const { secrets } = readYaml('docker-compose.yml') as { secrets: Record<string, unknown> };
      const made = Object.keys(secrets).map((name) => [name, readFileSync(join(dir, name), 'utf8')] as const);
      for (const [name, text] of made) {
        expect(text).not.toMatch(/@[A-Z_]+@/);
        if (name.endsWith('-database-url') && !name.startsWith('owner')) {
          expect(roleOf(text.trim()).role).toBe(
            `trunkline_${name.replace('-database-url', '').replace('-', '_')}`,
          );
        }
      }
      expect(new Set(made.map(([, text]) => text)).size).toBe(made.length);
      run(process.execPath, ['deploy/compose/make-secrets.mjs', dir]);
      expect(made.filter(([name, text]) => readFileSync(join(dir, name), 'utf8') !== text)).toEqual([]);
      expect(statSync(dir).mode & 0o077).toBe(0);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
