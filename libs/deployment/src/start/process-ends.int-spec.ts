// A process that nobody wants any more, or that does nothing any more, ends.
import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WATCHDOG = require.resolve('@trunkline/deployment/start/watchdog');
const PARENT = require.resolve('@trunkline/deployment/start/parent');

describe('a process', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'trunkline-start-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it.each([
    ['whose loop stands still is killed', 'setTimeout(() => { for (;;); }, 200)', 'SIGKILL'],
    ['whose loop turns lives', 'setTimeout(() => process.kill(process.pid, "SIGINT"), 2_500)', 'SIGINT'],
  ])('%s', (_what, work, signal) => {
    const program = `require(${JSON.stringify(WATCHDOG)}).watchLoop(1_000); ${work}`;
    const ended = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 20_000 });
    expect(ended.signal).toBe(signal);
    expect(ended.stderr.includes('the loop stands still')).toBe(signal === 'SIGKILL');
  });

  it('whose supervisor is gone is told to end', async () => {
    const program = join(dir, 'child.js');
    writeFileSync(
      program,
      `require(${JSON.stringify(PARENT)}).endWithParent(process);
       process.once('SIGTERM', () => { process.exitCode = 7; clearInterval(work); });
       const work = setInterval(() => {}, 1_000);
       process.send('up');`,
    );
    const child = fork(program);
    await new Promise((resolve) => child.once('message', resolve));
    child.disconnect();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(7);
  });
});
