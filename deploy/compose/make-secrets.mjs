// Makes the secrets of a development machine, once: node deploy/compose/make-secrets.mjs
// What is there already stays, so that keys outlive a restart. Never use these outside your own machine.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dir = process.argv[2] ?? join(here, 'secrets');
// The folder keeps others out; its files are read by the images' own user.
mkdirSync(dir, { recursive: true, mode: 0o700 });

const keep = (name, make) => {
  const file = join(dir, name);
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o644 });
  return readFileSync(file, 'utf8').trim();
};
const key = () => randomBytes(32).toString('base64url');

const owner = keep('postgres-password', key);
keep('owner-database-url', () => `postgres://trunkline:${owner}@postgres:5432/trunkline`);
for (const service of ['sip-gateway', 'dialogue-policy', 'tool-gateway', 'handoff', 'trace', 'keeper']) {
  const role = `trunkline_${service.replaceAll('-', '_')}`;
  keep(`${service}-database-url`, () => `postgres://${role}:${key()}@postgres:5432/trunkline`);
}
for (const name of [
  'confirmation-key',
  'tools-service-key',
  'cache-key',
  'desk-key',
  'trace-key',
  'grafana-password',
]) {
  keep(name, key);
}
const sip = keep('sip-engine-secret', key);
const template = readFileSync(join(here, '../drachtio/drachtio.conf.xml'), 'utf8');
const engine = (address) =>
  template.replaceAll('@ADMIN_SECRET@', sip).replaceAll('@ADMIN_ADDRESS@', address).trimEnd();
keep('drachtio.conf.xml', () => engine('0.0.0.0'));
// For an engine on the network of its node, beside its gateway.
keep('drachtio-loopback.conf.xml', () => engine('127.0.0.1'));
process.stdout.write(`secrets are in ${dir}\n`);
