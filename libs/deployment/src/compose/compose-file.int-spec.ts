// docker-compose.yml as the Compose Specification's own loader reads it, and the generator of its secrets.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roleOf } from '../migrations/database-roles';
import { read, readYaml, ROOT } from '../repository';
import { run } from '../tools';

const LOADER = join(ROOT, '.trunkline/bin/compose-spec');
const TOOLS_MS_MAX = 900_000;
const tools = run('sh', ['deploy/tools.sh'], { msMax: TOOLS_MS_MAX });
if (tools.status !== 0 && process.env.CI === 'true') {
  throw new Error(`the tools of deploy/tools.sh are required where CI=true: ${tools.stderr}`);
}
const itWithLoader = tools.status === 0 ? it : it.skip;
const titled = (text: string): string =>
  tools.status === 0 ? text : `${text} (skipped: ${tools.stderr.trim()})`;

interface Loaded {
  readonly services: Readonly<
    Record<string, { readonly environment?: Readonly<Record<string, string>>; readonly read_only?: boolean }>
  >;
}

describe('docker-compose.yml', () => {
  itWithLoader(
    titled('is what the Compose Specification allows, with everything that is merged into it'),
    () => {
      const { status, stdout, stderr } = run(LOADER, ['-format', 'json', 'docker-compose.yml']);
      expect([status, stderr]).toEqual([0, '']);
      const { services } = JSON.parse(stdout) as Loaded;
      expect(services['dialogue-policy']?.environment).toMatchObject({
        TENANT_ORDERS_URL: 'http://orders.invalid',
        EVENT_BUS: 'kafka',
        DATABASE_MIGRATE: 'false',
        DIALOGUE_POLICY_INSTANCES: 'one',
      });
      expect(services.handoff?.read_only).toBe(true);
    },
  );

  itWithLoader(titled('would be refused with a key that Compose does not have'), () => {
    const dir = mkdtempSync(join(tmpdir(), 'trunkline-compose-'));
    try {
      const file = join(dir, 'docker-compose.yml');
      writeFileSync(file, read('docker-compose.yml').replace('read_only: true', 'readonly: true'));
      const { status, stderr } = run(LOADER, [file]);
      expect(status).not.toBe(0);
      expect(stderr).toContain("'readonly' not allowed");
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
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
