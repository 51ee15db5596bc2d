// CPU of the gateway per second of call, with N lines at once, callers silent (recognition idle) or speaking, as JSON.
// Usage: node bench/gateway-cpu.mjs [--lines 50] [--seconds 20] [--speaking]   (after a build; needs sipp)
//
// The gateway, the speech services and the callers are processes of their own, so that the CPU of each can be told.
// The brain is a stub that speaks a prompt, waits for two seconds and speaks again: half of the time we are heard.
import { fork, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMs, statOf } from './cpu.mjs';
import { figures, numberFrom } from './figures.mjs';

const require = createRequire(import.meta.url);
const { encodeMulaw } = require('@trunkline/audio');
const { createFlite } = require('@trunkline/flite');

const PART = new URL('./gateway-part.mjs', import.meta.url).pathname;
const SETTLE_MS = 4_000;
const CALLS_PER_SECOND = 20;

const lines = numberFrom(process.argv, '--lines', 50);
const seconds = numberFrom(process.argv, '--seconds', 20);
const isSpeaking = process.argv.includes('--speaking');
const rampMs = (lines / CALLS_PER_SECOND) * 1_000;

const dir = await mkdtemp(join(tmpdir(), 'trunkline-bench-'));
const speech = await part('speech', {});
const gateway = await part('gateway', { ...speech.ready, dir, lines });
const scenario = join(dir, 'caller.xml');
await writeFile(join(dir, 'caller.ulaw'), await audio());
await writeFile(scenario, await callerScenario());
const callers = sipp();

await wait(rampMs + SETTLE_MS);
const before = await usage();
const begun = performance.now();
await wait(seconds * 1_000);
const after = await usage();
const tookS = (performance.now() - begun) / 1_000;
const report = await ask(gateway.child, 'report');
callers.kill();
gateway.child.kill();
speech.child.kill();
await rm(dir, { recursive: true, force: true });

const callSeconds = report.lines * tookS;
const perCallSecondMs = (name) => Number(((after[name] - before[name]) / callSeconds).toFixed(2));
const { lateMs, ...rest } = report;
process.stdout.write(
  `${JSON.stringify(
    {
      machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version },
      callers: isSpeaking ? 'speaking, a sentence every 6 s' : 'silent',
      linesAsked: lines,
      ...rest,
      measuredSeconds: Number(tookS.toFixed(1)),
      /** 100 when gateway and callers both keep time; the machine's other traffic adds to it. */
      datagramsPerCallSecond: Math.round((after.datagrams - before.datagrams) / callSeconds),
      gatewayCpuMsPerCallSecond: perCallSecondMs('gateway'),
      gatewayMainThreadCores: Number(((after.main - before.main) / 1_000 / tookS).toFixed(2)),
      speechCpuMsPerCallSecond: perCallSecondMs('speech'),
      tickerLateMs: figures(lateMs),
    },
    undefined,
    2,
  )}\n`,
);

/** Starts a part and waits for where it can be reached. */
function part(role, given) {
  const child = fork(PART, [role, JSON.stringify(given)], { stdio: ['ignore', 2, 2, 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (ready) => resolve({ child, ready }));
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code}`)));
  });
}

function ask(child, question) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send(question);
  });
}

/** CPU of each process so far, ms; `main` is the gateway's main thread. */
async function usage() {
  const { pid } = gateway.child;
  return {
    gateway: await cpuMs(statOf(pid)),
    main: await cpuMs(`/proc/${pid}/task/${pid}/stat`),
    speech: await cpuMs(statOf(speech.child.pid)),
    datagrams: await datagramsSent(),
  };
}

/** Of the whole machine; the gateway and the callers send 50 a second each per line. */
async function datagramsSent() {
  const [names, values] = (await readFile('/proc/net/snmp', 'utf8'))
    .split('\n')
    .filter((row) => row.startsWith('Udp:'))
    .map((row) => row.split(' '));
  return Number(values[names.indexOf('OutDatagrams')]);
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Six seconds of mu-law that repeat: silence, with a sentence in it when callers speak. */
async function audio() {
  const loop = Buffer.alloc(6 * 8_000, 0xff);
  if (!isSpeaking) return loop;
  const flite = await createFlite({ workersMax: 1 });
  const { pcm } = await flite.speak({ voice: 'rms', text: 'where is my order' });
  await flite.close();
  Buffer.from(encodeMulaw(pcm)).copy(loop, 8_000);
  return loop;
}

async function callerScenario() {
  const file = new URL('../libs/sip-engine/test/scenarios/bench-call.xml', import.meta.url);
  const plain = (await readFile(file, 'utf8')).replace('[media_port]', '[rtpstream_audio_port]');
  const stream = `<nop><action><exec rtp_stream="${join(dir, 'caller.ulaw')},-1,0"/></action></nop>`;
  const stay = `<pause milliseconds="${rampMs + SETTLE_MS + (seconds + 5) * 1_000}"/>`;
  const bye = plain.indexOf('<send retrans="500">', plain.indexOf('ACK sip:'));
  return `${plain.slice(0, bye)}${stream}\n  ${stay}\n  ${plain.slice(bye)}`;
}

function sipp() {
  const target = `127.0.0.1:${gateway.ready.sipPort}`;
  const load = ['-r', String(CALLS_PER_SECOND), '-l', String(lines), '-m', String(lines)];
  const args = ['-sf', scenario, '-s', 'bench', target, '-t', 'u1', ...load, '-i', '127.0.0.1', '-nostdin'];
  const child = spawn('sipp', args, { stdio: 'ignore', cwd: dir });
  process.on('exit', () => child.kill());
  return child;
}
