// SIPp calls an application on the engine: a second implementation's idea of the protocol.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type Srf from 'drachtio-srf';
import { hangUp, sdp, TestApp } from './testing/test-app';

const sipp = '/usr/bin/sipp';
const scenarios = join(__dirname, '..', 'test', 'scenarios');
const isInstalled = existsSync(sipp);

interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs one call of a scenario; exit code 0 means every step came as written. */
const run = (scenario: string, app: TestApp, user = 'answer'): Promise<Outcome> =>
  new Promise((resolve) => {
    const args = [
      '-sf',
      join(scenarios, `${scenario}.xml`),
      `127.0.0.1:${app.port}`,
      '-i',
      '127.0.0.1',
      '-t',
      'u1',
    ];
    const limits = ['-m', '1', '-nostdin', '-timeout', '10', '-timeout_error', '-s', user];
    const child = spawn(sipp, [...args, ...limits], { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/tmp' });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });

if (!isInstalled && process.env['CI'] === 'true') {
  it('has SIPp', () => {
    throw new Error('CI needs /usr/bin/sipp');
  });
}

(isInstalled ? describe : describe.skip)('SIPp', () => {
  let app: TestApp;
  let invites: number;
  let ended: number;
  let hangUps: Promise<void>[];

  const answer = (req: Srf.SrfRequest, res: Srf.SrfResponse): void => {
    app.srf.createUAS(req, res, { localSdp: sdp(5000) }, (error, dialog) => {
      if (error) return;
      for (const event of ['hold', 'unhold']) dialog.on(event as 'modify', () => undefined);
      dialog.on('destroy', () => (ended += 1));
      if (req.uri.includes('hangup')) dialog.on('ack', () => hangUps.push(hangUp(dialog)));
    });
  };

  beforeEach(async () => {
    invites = 0;
    ended = 0;
    hangUps = [];
    app = await TestApp.start('udp');
    app.srf.invite((req, res) => {
      invites += 1;
      if (/banana/.test(req.body)) return res.send(488);
      res.send(180);
      if (!req.uri.includes('ring')) answer(req, res);
    });
    await app.connect();
  });

  afterEach(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });

  const plays = async (scenario: string, user?: string): Promise<void> => {
    const { exitCode, output } = await run(scenario, app, user);
    expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
    await Promise.all(hangUps);
    expect(app.engine.stats().dialogs).toBe(0);
  };

  it('calls and hangs up', async () => {
    await plays('basic-call');
    expect(ended).toBe(1);
    expect(app.engine.stats()).toMatchObject({ retransmissionsOut: 0, dropped: 0 });
  });

  it('cancels before the answer', () => plays('cancel-before-answer', 'ring'));

  it('hangs up while we do', () => plays('bye-crossing', 'hangup'));

  it('acknowledges late', async () => {
    await plays('lost-ack');
    expect(app.engine.stats().retransmissionsOut).toBeGreaterThanOrEqual(2);
    expect(app.engine.stats().ackTimeouts).toBe(0);
  });

  it('repeats its INVITE', async () => {
    await plays('retransmitted-invite');
    expect(invites).toBe(1);
    expect(app.engine.stats().retransmissionsIn).toBe(2);
  });

  it('holds and resumes', () => plays('hold-and-resume'));

  it('offers no session description worth the name', () => plays('malformed-sdp'));

  it('asks for what nobody does', () => plays('unknown-method'));
});
