// CPU of the whole platform per second of call, process by process, with N lines at once, as JSON.
// Usage: node bench/platform-cpu.mjs [--lines 50] [--seconds 30] [--callers keys|speech] [--processes]   (after a build; needs sipp)
//
// Callers by keys press one every eight seconds and are asked something else each time: decisions, appends and prompts
// without recognition. Callers by speech give one order number after the other, and speak a fifth of the time.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMs, parentOf, statOf } from './cpu.mjs';
import { bucketQuantile, numberFrom } from './figures.mjs';

const require = createRequire(import.meta.url);
const { encodeMulaw } = require('@trunkline/audio');
const { createFlite } = require('@trunkline/flite');
const { patientTenant } = require('@trunkline/platform/trial/patient-tenant');

const MAIN = require.resolve('@trunkline/platform/main');
const CALLS_PER_SECOND = 4;
const SETTLE_MS = 5_000;
const KEY_EVERY_MS = 8_000;
const NOBODY = 'orders_url=http://127.0.0.1:9,agent_uri=sip:ana@127.0.0.1:9';

const lines = numberFrom(process.argv, '--lines', 50);
const seconds = numberFrom(process.argv, '--seconds', 30);
const isSpeaking = process.argv[process.argv.indexOf('--callers') + 1] === 'speech';
const inProcesses = process.argv.includes('--processes');
const rampMs = (lines / CALLS_PER_SECOND) * 1_000;
const callMs = rampMs + SETTLE_MS + (seconds + 5) * 1_000;

const dir = await mkdtemp(join(tmpdir(), 'trunkline-bench-'));
const platform = await startPlatform();
const scenario = join(dir, 'caller.xml');
await writeFile(join(dir, 'caller.ulaw'), await audio());
await writeFile(scenario, await callerScenario());
const callers = callIn();
await wait(rampMs + SETTLE_MS);
const before = await usage();
const promptsBefore = await promptsSpoken();
const begun = performance.now();
await wait(seconds * 1_000);
const after = await usage();
const tookS = (performance.now() - begun) / 1_000;
const metrics = await metricsOf('voice_calls_active');
const prompts = (await promptsSpoken()) - promptsBefore;
const active = Number(/^voice_calls_active(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1] ?? 0);
await callers;
platform.child.kill('SIGTERM');
await platform.over;
await rm(dir, { recursive: true, force: true });

const spent = Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
const total = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
const perCallSecondMs = (ms) => Number((ms / (active * tookS)).toFixed(2));
const quantiles = (name, only) => ({
  p50AtMost: bucketQuantile(metrics, name, 0.5, only),
  p95AtMost: bucketQuantile(metrics, name, 0.95, only),
  p99AtMost: bucketQuantile(metrics, name, 0.99, only),
});
process.stdout.write(
  `${JSON.stringify(
    {
      machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version },
      callers: isSpeaking ? 'speech' : 'keys',
      linesAsked: lines,
      linesActive: active,
      measuredSeconds: Number(tookS.toFixed(1)),
      cores: Number((total / 1_000 / tookS).toFixed(2)),
      /** What each caller is told: that they are in a conversation. */
      promptsPerCallMinute: Number(((prompts * 60) / (active * tookS)).toFixed(1)),
      cpuMsPerCallSecond: perCallSecondMs(total),
      cpuMsPerCallSecondOf: Object.fromEntries(
        Object.entries(spent).map(([name, ms]) => [name, perCallSecondMs(ms)]),
      ),
      tickerLateMs: quantiles('voice_ticker_late_seconds'),
      silenceMs: quantiles('voice_silence_seconds'),
      answersMs: quantiles('voice_turn_response_seconds', 'first_audio="answer"'),
      refused: sumOf(metrics, 'voice_calls_refused_total'),
    },
    undefined,
    2,
  )}\n`,
);

/** `up` on a tenant whose callers may go on for as long as they like. */
async function startPlatform() {
  const words = ['up', '--sip', '127.0.0.1:0', '--http', '127.0.0.1:0', '--data', join(dir, 'data')];
  words.push('--tenant', await roomyTenant(), '--set', NOBODY);
  if (inProcesses) words.push('--processes');
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, GATEWAY_LINES_MAX: String(lines) },
    stdio: ['ignore', 'pipe', 2],
  });
  let output = '';
  const over = new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve, reject) => {
    void over.then(() => reject(new Error(`the platform does not come up: ${output}`)));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (/^Ready\./m.test(output)) resolve();
    });
  });
  return { child, over, sip: /sip:orders@(\S+)/.exec(output)?.[1], output };
}

async function roomyTenant() {
  const tenant = await patientTenant(dir);
  const file = join(tenant, 'tenant.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('lines: 50', `lines: ${lines}`));
  return tenant;
}

/** Of whoever has the instrument: with processes each has a page of its own, and the table names them. */
async function metricsOf(name) {
  const pages = [...platform.output.matchAll(/(http:\/\/\S+\/metrics)/g)].map(([, page]) => page);
  const texts = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  return texts.find((text) => new RegExp(`^${name}`, 'm').test(text)) ?? '';
}

async function promptsSpoken() {
  return sumOf(await metricsOf('voice_tts_prompts_total'), 'voice_tts_prompts_total');
}

function sumOf(text, name) {
  const rows = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'gm'))];
  return rows.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** CPU so far, ms: of the platform and all that it started, by what each is. */
async function usage() {
  const byProcess = {};
  for (const { pid, name } of await descendants()) {
    const ms = await cpuMs(statOf(pid));
    byProcess[name] = (byProcess[name] ?? 0) + ms;
  }
  return byProcess;
}

async function descendants() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map();
  for (const pid of pids) parents.set(pid, await parentOf(pid));
  const isOurs = (pid) => pid === platform.child.pid || (parents.has(pid) && isOurs(parents.get(pid)));
  const ours = pids.filter(isOurs);
  return Promise.all(ours.map(async (pid) => ({ pid, name: await nameOf(pid) })));
}

async function nameOf(pid) {
  if (pid === platform.child.pid) return inProcesses ? 'supervisor' : 'platform';
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const service = /services\/([a-z-]+)\/dist/.exec(command)?.[1];
  return service ?? (/postgres/.test(command) ? 'postgres' : 'other');
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Mu-law for the whole call: silence, or one number after the other; no word of it ends the call. */
async function audio() {
  if (!isSpeaking) return Buffer.alloc(8_000, 0xff);
  const flite = await createFlite({ workersMax: 1 });
  const spoken = async (text) => Buffer.from(encodeMulaw((await flite.speak({ voice: 'rms', text })).pcm));
  const pause = Buffer.alloc(8 * 8_000, 0xff);
  const pieces = [pause, await spoken('where is my order')];
  const again = [
    pause,
    await spoken('four seven one one two'),
    pause,
    await spoken('five two two three zero'),
  ];
  await flite.close();
  const bytes = (list) => list.reduce((sum, { length }) => sum + length, 0);
  while (bytes(pieces) < callMs * 8) pieces.push(...again);
  return Buffer.concat(pieces);
}

async function callerScenario() {
  const file = new URL('../libs/sip-engine/test/scenarios/bench-call.xml', import.meta.url);
  const plain = (await readFile(file, 'utf8'))
    .replace('[media_port]', '[rtpstream_audio_port]')
    .replaceAll('<sip:sipp@', '<sip:+15550142@');
  const stream = `<nop><action><exec rtp_stream="${join(dir, 'caller.ulaw')},-1,0"/></action></nop>`;
  const bye = plain.indexOf('<send retrans="500">', plain.indexOf('ACK sip:'));
  return `${plain.slice(0, bye)}${stream}\n${stay()}\n  ${plain.slice(bye).replace('CSeq: 2 BYE', 'CSeq: 999 BYE')}`;
}

/** The first key asks for an order's status, each later one is no number: it is asked for again. */
function stay() {
  if (isSpeaking) return `  <pause milliseconds="${callMs}"/>`;
  const count = Math.ceil(callMs / KEY_EVERY_MS);
  return Array.from({ length: count }, (_, index) => keyPress(index + 2)).join('\n');
}

function keyPress(cseq) {
  return `  <pause milliseconds="${KEY_EVERY_MS}"/>
  <send retrans="500"><![CDATA[

INFO sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]
Max-Forwards: 70
From: <sip:+15550142@[local_ip]:[local_port]>;tag=sipp[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: ${cseq} INFO
Contact: <sip:+15550142@[local_ip]:[local_port];transport=[transport]>
Content-Type: application/dtmf-relay
Content-Length: [len]

Signal=1
Duration=160
  ]]></send>
  <recv response="200"/>`;
}

/** Resolves when the last caller has hung up. */
function callIn() {
  const load = ['-r', String(CALLS_PER_SECOND), '-l', String(lines), '-m', String(lines)];
  const args = ['-sf', scenario, '-s', 'orders', platform.sip, '-t', 'u1', ...load];
  const child = spawn('sipp', [...args, '-i', '127.0.0.1', '-mi', '127.0.0.1', '-nostdin'], {
    stdio: 'ignore',
    cwd: dir,
  });
  process.on('exit', () => child.kill());
  return new Promise((resolve) => child.on('close', resolve));
}
