// Builds and starts what the images hold, without a container engine: node deploy/images/try-build.mjs [FOLDER]
// A folder that is named is kept, and not built again.
// The build stage's own commands run in a clean clone of HEAD; each image's files are laid out by its COPY lines, mounted
// read-only where the machine lets us, and started as the images' user with the images' own entry point: migrations
// against a Postgres to throw away, then every service with its own role, until its own probe says that it is well.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imagesOf } from './dockerfile.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const USER = 10_001;
const READY_MS_MAX = 60_000;
const END_MS_MAX = 40_000;
const PORT = 23_000;

const given = process.argv[2];
const dir = given ?? mkdtempSync(join(tmpdir(), 'trunkline-images-'));
const say = (text) => process.stdout.write(`${text}\n`);
const sh = (command, cwd) =>
  execFileSync('sh', ['-c', command], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });

const build = join(dir, 'build');
const out = join(dir, 'out');
const { commands, images } = imagesOf(readFileSync(join(ROOT, 'deploy/images/Dockerfile'), 'utf8'));

const buildStage = () => {
  sh(`git clone --quiet --depth 1 "file://${ROOT}" "${build}"`, dir);
  for (const line of readFileSync(join(build, 'deploy/images/Dockerfile.dockerignore'), 'utf8').split('\n')) {
    if (line !== '' && !line.startsWith('#') && !line.includes('*') && line !== '.git') {
      rmSync(join(build, line), { recursive: true, force: true });
    }
  }
  for (const command of commands) {
    const began = Date.now();
    say(`RUN ${command}`);
    sh(command.replaceAll('/out', `"${out}"`), build);
    say(`    ${Math.round((Date.now() - began) / 1_000)} s`);
  }
};

/** The image's files below a folder that stands for its root. */
const layOut = ({ name, copies }) => {
  const app = join(dir, 'images', name, 'app');
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  for (const { from, source, target } of copies) {
    const path = from === 'build' ? source.replace(/^\/out/, out) : join(build, source);
    mkdirSync(dirname(join(app, target)), { recursive: true });
    // Linked, not copied: every image has the same libraries.
    execFileSync('cp', ['-alT', path, join(app, target)]);
  }
  return app;
};

const canMount = () => spawnSync('unshare', ['-m', 'true']).status === 0;
const isReadOnly = canMount();

/** The entry point as the images' user, on a root that cannot be written. */
const start = (app, words, env) => {
  const command = [process.execPath, ...words].map((word) => `'${word}'`).join(' ');
  const script = `mount --bind "${app}" "${app}" && mount -o remount,ro,bind "${app}" && cd "${app}" &&
    exec setpriv --reuid ${USER} --regid ${USER} --clear-groups --no-new-privs --inh-caps=-all ${command}`;
  const [program, args] = isReadOnly ? ['unshare', ['-m', 'sh', '-c', script]] : [process.execPath, words];
  const child = spawn(program, args, { cwd: app, env: { PATH: process.env.PATH, TMPDIR: tmpdir(), ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (said = (said + String(chunk)).slice(-8_192)));
  }
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, ended, said: () => said };
};

const until = async (what, msMax, look) => {
  const last = Date.now() + msMax;
  while (!(await look())) {
    if (Date.now() > last) throw new Error(`${what}: not in ${msMax} ms`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

const within = (promise, msMax) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, msMax, 'late').unref())]);

/** Starts, is well by its own probe, shows metrics, ends by itself. */
const tryService = async ({ name, app, entrypoint, command, env }) => {
  const { child, ended, said } = start(app, [...entrypoint.slice(1), ...command], env);
  let isOver = false;
  void ended.then(() => (isOver = true));
  const probe = ['libs/deployment/dist/probe/main.js'];
  try {
    await until(`${name} is well`, READY_MS_MAX, async () => {
      if (isOver) throw new Error(`${name} ended`);
      return (await start(app, probe, env).ended) === 0;
    });
    const metrics = await fetch(`http://${env.OPERATIONS_BIND}/metrics`);
    if (!metrics.ok) throw new Error(`${name} shows no metrics`);
    child.kill('SIGTERM');
    const code = await within(ended, END_MS_MAX);
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
    say(`${name}: starts, is well, ends`);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${error.message}\n${said()}`, { cause: error });
  }
};

const secretFolder = (owner) => {
  const secrets = join(dir, 'secrets');
  execFileSync(process.execPath, [join(ROOT, 'deploy/compose/make-secrets.mjs'), secrets]);
  const server = new URL(owner);
  for (const name of ['sip-gateway', 'dialogue-policy', 'tool-gateway', 'handoff', 'trace', 'keeper']) {
    const file = join(secrets, `${name}-database-url`);
    const url = new URL(readFileSync(file, 'utf8').trim());
    url.host = server.host;
    url.pathname = server.pathname;
    writeFileSync(file, `${url.href}\n`);
  }
  writeFileSync(join(secrets, 'owner-database-url'), owner);
  // As a mount would be: its user may read it.
  execFileSync('chmod', ['-R', 'a+rX', dir]);
  return (name) => join(secrets, name);
};

/** What the compose file tells each, with addresses of this machine. */
const settings = (secret) => {
  const at = (offset) => `127.0.0.1:${PORT + offset}`;
  const record = (name) => ({ DATABASE_URL_FILE: secret(`${name}-database-url`), DATABASE_MIGRATE: 'false' });
  const tenants = {
    TENANTS_DIR: 'examples',
    TENANT_ORDERS_URL: 'http://orders.invalid',
    TENANT_AGENT_URI: 'sip:ana@127.0.0.1:9',
  };
  return {
    stt: { STT_BIND: at(2) },
    tts: { TTS_BIND: at(3) },
    'tool-gateway': {
      ...record('tool-gateway'),
      ...tenants,
      TOOLS_BIND: at(6),
      TOOLS_SERVICE_KEY_FILE: secret('tools-service-key'),
      CONFIRMATION_KEY_FILE: secret('confirmation-key'),
    },
    handoff: {
      ...record('handoff'),
      ...tenants,
      HANDOFF_BIND: at(5),
      HANDOFF_HTTP_BIND: at(85),
      LINES_ADDRESS: at(1),
      DESK_KEY_FILE: secret('desk-key'),
    },
    'dialogue-policy': {
      ...record('dialogue-policy'),
      ...tenants,
      DIALOGUE_POLICY_BIND: at(4),
      DIALOGUE_POLICY_INSTANCES: 'many',
      TOOL_GATEWAY_ADDRESS: at(6),
      HANDOFF_ADDRESS: at(5),
      CONFIRMATION_KEY_FILE: secret('confirmation-key'),
    },
    trace: {
      ...record('trace'),
      TRACE_HTTP_BIND: at(86),
      TRACE_RECORDINGS_DIR: join(dir, 'recordings'),
      TRACE_KEY_FILE: secret('trace-key'),
    },
    'sip-gateway': {
      ...record('sip-gateway'),
      ...tenants,
      GATEWAY_BIND: at(1),
      GATEWAY_DRAIN_MS_MAX: '1000',
      GATEWAY_RECORDINGS_DIR: join(dir, 'recordings'),
      SIP_ENGINE: 'embedded',
      SIP_LISTEN: at(60),
      ...{ STT_ADDRESS: at(2), TTS_ADDRESS: at(3), CONVERSATION_ADDRESS: at(4) },
    },
  };
};

const runJob = async ({ app, entrypoint, command, env, name }) => {
  const { ended, said } = start(app, [...entrypoint.slice(1), ...command], env);
  const code = await within(ended, READY_MS_MAX);
  if (code !== 0) throw new Error(`${name} ended with ${code}\n${said()}`);
  say(`${name}: done`);
};

const startAll = async () => {
  const { scratchPostgres } = createRequire(join(ROOT, 'package.json'))(
    '@trunkline/event-store/scratch-postgres',
  );
  const postgres = await scratchPostgres({ migrations: [] });
  try {
    mkdirSync(join(dir, 'recordings'), { recursive: true });
    const secret = secretFolder(postgres.url);
    const told = settings(secret);
    const laidOut = images.map((image) => ({ ...image, app: layOut(image) }));
    const migrations = laidOut.find(({ name }) => name === 'migrations');
    const roles = ['SIP_GATEWAY', 'DIALOGUE_POLICY', 'TOOL_GATEWAY', 'HANDOFF', 'TRACE', 'KEEPER'].map(
      (role) => [`DATABASE_URL_${role}_FILE`, secret(`${role.toLowerCase().replace('_', '-')}-database-url`)],
    );
    const owner = { DATABASE_URL_FILE: secret('owner-database-url') };
    await runJob({ ...migrations, env: { ...migrations.env, ...owner, ...Object.fromEntries(roles) } });
    const keeper = { DATABASE_URL_FILE: secret('keeper-database-url') };
    const maintenance = {
      ...migrations,
      name: 'maintenance',
      command: ['libs/event-store/dist/retention/main.js'],
    };
    await runJob({ ...maintenance, env: { ...migrations.env, ...keeper } });
    for (const image of laidOut.filter(({ name }) => name in told)) {
      const env = { ...image.env, OPERATIONS_BIND: `127.0.0.1:${PORT + 64}`, ...told[image.name] };
      await tryService({ ...image, env });
    }
  } finally {
    await postgres.stop();
  }
};

try {
  say(
    isReadOnly
      ? "read-only, as the images' user"
      : 'unshare -m is not allowed here: the root is not read-only',
  );
  mkdirSync(dir, { recursive: true });
  if (!existsSync(out)) buildStage();
  await startAll();
} finally {
  if (given === undefined) rmSync(dir, { recursive: true, force: true });
}
