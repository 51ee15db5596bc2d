// Measures calls through the engine and drachtio-srf with SIPp as the load: rate and CPU per INVITE-200-ACK-BYE call, as JSON.
// Usage: node bench/calls.js [calls per second ...]   (after a build; needs /usr/bin/sipp)
// With DRACHTIO_URL=drachtio://host:port, DRACHTIO_SIP=host:port, DRACHTIO_PID and DRACHTIO_SECRET: a drachtio-server in
// place of the engine, of which repetitions and dialogs are not known.
const { spawn, fork } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const callsPerRun = (rate) => Math.min(20_000, rate * 10);

async function main(rates) {
  const results = [];
  for (const rate of rates.length > 0 ? rates : [100, 400, 800, 1200, 1600])
    results.push(await measure(rate));
  process.stdout.write(`${JSON.stringify({ node: process.version, results }, null, 2)}\n`);
}

/** The engine and the application run in processes of their own, so that each one's CPU time can be told. */
async function measure(rate) {
  const engine = process.env.DRACHTIO_URL ? drachtioServer() : fork(__filename, ['engine']);
  const { admin, sip } = await message(engine);
  const app = fork(__filename, ['app', JSON.stringify(admin)]);
  await message(app);
  await ask(engine, 'usage');
  await ask(app, 'usage');
  const startedMs = performance.now();
  const calls = callsPerRun(rate);
  const sippCode = await sipp(sip, rate, calls);
  const seconds = (performance.now() - startedMs) / 1000;
  const [engineUse, appUse] = [await ask(engine, 'usage'), await ask(app, 'usage')];
  engine.kill();
  app.kill();
  const { stats } = engineUse;
  return {
    offeredCallsPerSecond: rate,
    calls,
    completedCallsPerSecond: Math.round(appUse.ended / seconds),
    endedSeenByApplication: appUse.ended,
    isClean:
      sippCode === 0 &&
      appUse.ended === calls &&
      stats.retransmissionsIn === 0 &&
      stats.retransmissionsOut === 0,
    engineCpuMsPerCall: Number((engineUse.cpuMs / calls).toFixed(3)),
    appCpuMsPerCall: Number((appUse.cpuMs / calls).toFixed(3)),
    engineRssMb: engineUse.rssMb,
    retransmissionsIn: stats.retransmissionsIn,
    retransmissionsOut: stats.retransmissionsOut,
    dialogsLeft: stats.dialogs,
  };
}

/** Answers like the process of the engine; its CPU is read from outside. */
function drachtioServer() {
  const { hostname: host, port } = new URL(process.env.DRACHTIO_URL);
  const admin = { host, port: Number(port), secret: process.env.DRACHTIO_SECRET ?? 'cymru' };
  const stat = () =>
    readFileSync(`/proc/${process.env.DRACHTIO_PID}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
  const TICK_MS = 10;
  const PAGE_MB = 4 / 1024;
  let beforeMs = 0;
  const answers = [{ admin, sip: process.env.DRACHTIO_SIP }];
  return {
    once: (_, resolve) => setImmediate(() => resolve(answers.shift())),
    send: () => {
      const fields = stat();
      const nowMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
      const stats = { retransmissionsIn: 0, retransmissionsOut: 0 };
      answers.push({ cpuMs: nowMs - beforeMs, rssMb: Math.round(Number(fields[21]) * PAGE_MB), stats });
      beforeMs = nowMs;
    },
    kill: () => undefined,
  };
}

function sipp(target, rate, calls) {
  const scenario = join(__dirname, '..', 'test', 'scenarios', 'bench-call.xml');
  const args = [
    '-sf',
    scenario,
    target,
    '-i',
    '127.0.0.1',
    '-t',
    'u1',
    '-r',
    String(rate),
    '-m',
    String(calls),
  ];
  const limits = ['-l', '10000', '-nostdin', '-timeout', '60', '-buff_size', '4194304'];
  const child = spawn('/usr/bin/sipp', [...args, ...limits], { stdio: 'ignore', cwd: '/tmp' });
  return new Promise((resolve) => child.on('close', resolve));
}

function engineProcess() {
  const { createSipEngine } = require('..');
  void createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] }).then((engine) => {
    reportUsage(() => ({ stats: engine.stats() }));
    const { adminHost: host, adminPort: port, secret } = engine;
    process.send({ admin: { host, port, secret }, sip: `127.0.0.1:${engine.listening[0].port}` });
  });
}

function appProcess() {
  const Srf = require('drachtio-srf');
  const srf = new Srf();
  let ended = 0;
  const localSdp =
    'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
  // The callback form: the promise form can miss `destroy` when 200, ACK and BYE come in one segment.
  srf.invite((req, res) =>
    srf.createUAS(
      req,
      res,
      { localSdp },
      (error, dialog) => error || dialog.on('destroy', () => (ended += 1)),
    ),
  );
  reportUsage(() => ({ ended }));
  srf.on('connect', () => process.send('ready'));
  srf.connect(JSON.parse(process.argv[3]));
}

function reportUsage(more) {
  let before = process.cpuUsage();
  process.on('message', () => {
    const used = process.cpuUsage(before);
    before = process.cpuUsage();
    const rssMb = Math.round(process.memoryUsage.rss() / 1024 / 1024);
    process.send({ cpuMs: (used.user + used.system) / 1000, rssMb, ...more() });
  });
}

const message = (child) => new Promise((resolve) => child.once('message', resolve));
const ask = (child, what) => {
  const answer = message(child);
  child.send(what);
  return answer;
};

if (process.argv[2] === 'engine') engineProcess();
else if (process.argv[2] === 'app') appProcess();
else void main(process.argv.slice(2).map(Number));
