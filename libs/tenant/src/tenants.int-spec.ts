// A process takes all of its tenants or does not start.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadTenants, variablesFrom } from './tenants';

const EXAMPLE = resolve(__dirname, '../../../examples/order-desk');
const variables = { agent_uri: 'sip:ana@127.0.0.1:5090', orders_url: 'http://127.0.0.1:4100' };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tenants-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const put = (name: string): void => {
  for (const part of ['tenant.yaml', 'flows', 'tools', 'phrases']) {
    cpSync(join(EXAMPLE, part), join(dir, name, part), { recursive: true });
  }
};

it('takes one folder or a folder of them', () => {
  put('desk');
  const ids = (where: string): readonly string[] => loadTenants(where, { variables }).map(({ id }) => id);
  expect(ids(dir)).toEqual(['order-desk']);
  expect(ids(join(dir, 'desk'))).toEqual(['order-desk']);
});

it('says in which tenant the problem is', () => {
  put('desk');
  writeFileSync(join(dir, 'desk/phrases/more.yaml'), 'Bad Name: Hello.\n');
  expect(() => loadTenants(dir, { variables })).toThrow(
    /desk\/phrases\/more\.yaml:1:1: the name "Bad Name"/u,
  );
});

it('refuses two tenants with one id, and none at all', () => {
  put('desk');
  put('twin');
  expect(() => loadTenants(dir, { variables })).toThrow('two tenants have the id "order-desk"');
  expect(() => loadTenants(join(dir, 'nowhere'), { variables })).toThrow('no tenant.yaml');
});

it('takes variables only where the environment marks them as such', () => {
  expect(
    variablesFrom({ TENANT_ORDERS_URL: 'http://x', DATABASE_URL: 'postgres://y', TENANT_NONE: undefined }),
  ).toEqual({
    orders_url: 'http://x',
  });
});
