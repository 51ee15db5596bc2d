// The demo as a user runs it, and what the command line tells about its calls afterwards.
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { existsSync } from 'node:fs';
import { type Ran, run } from './program';

const DEMO_MS_MAX = 240_000;
const COMMAND_MS_MAX = 30_000;

describe('the demo', () => {
  let folder: Scratch;
  let demo: Ran;
  let callIds: readonly string[];

  beforeAll(async () => {
    folder = await scratch('demo');
    demo = await run(['demo', '--data', folder.dir], DEMO_MS_MAX);
    callIds = [...demo.output.matchAll(/\.\/trunkline trace (\w+)$/gm)].map(([, callId]) => callId ?? '');
  }, DEMO_MS_MAX);
  afterAll(() => folder.remove());

  /** Looks into the demo's record. */
  const look = (...words: string[]): Promise<Ran> => run([...words, '--data', folder.dir], COMMAND_MS_MAX);

  const callNumber = (n: number): string =>
    demo.output.split(/^Call \d of 3: /m)[n] ?? `call ${n} is missing:\n${demo.output}`;

  it('ends well and says so', () => {
    expect(demo.output).not.toContain('FAILED');
    expect(demo.output).toContain('3 of 3 calls went as their scripts say');
    expect(demo.exitCode).toBe(0);
    expect(callIds).toHaveLength(3);
  });

  it('shows an order looked up, with a number that was corrected', () => {
    expect(callNumber(1)).toContain('action:    order_status (read): succeeded');
    expect(callNumber(1)).toContain('ledger of the order desk: nothing was changed');
    expect(callNumber(1)).toMatch(/turn 1: voice-to-voice \d+ ms/);
  });

  it('shows a cancellation that an early yes did not bring about', () => {
    expect(callNumber(2)).toContain('that yes does not count');
    expect(callNumber(2)).toContain('action:    cancel_order (irreversible): succeeded');
    expect(callNumber(2)).toMatch(/ledger of the order desk: cancellations of 52230, receipt \S+\n/);
  });

  it('shows a refund in doubt that was handed to a human', () => {
    expect(callNumber(3)).toContain('action:    refund_order (irreversible): unknown');
    expect(callNumber(3)).toMatch(/ledger of the order desk: refunds of 61874, receipt \S+\n/);
    expect(callNumber(3)).toMatch(/packet:\n\s+who /);
    expect(callNumber(3)).toContain('hand-off bridged (Ana)');
  });

  it('leaves recordings of both ends', () => {
    const files = [...demo.output.matchAll(/(?:recording|caller's): +(\S+\.wav)$/gm)].map(([, file]) => file);
    expect(files).toHaveLength(6);
    expect(files.filter((file) => !existsSync(file ?? ''))).toEqual([]);
  });

  it('is listed, newest first', async () => {
    const { output, exitCode } = await look('calls', '--json');
    expect(exitCode).toBe(0);
    const rows = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ callId }) => callId)).toEqual([...callIds].reverse());
    expect(rows.map(({ outcome }) => outcome)).toEqual(['handed_off', 'contained', 'contained']);
  });

  it('is told step by step', async () => {
    const { output, exitCode } = await look('trace', 'last');
    expect(exitCode).toBe(0);
    for (const part of [callIds[2] ?? '', 'refund_order', 'tool.in_doubt']) expect(output).toContain(part);
  });

  it('replays to the same decisions', async () => {
    const { output, exitCode } = await look('replay', '--all');
    expect({ exitCode, output }).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Every decision came out as it is recorded') as string,
    });
  });

  it('says what to do when a call is not known', async () => {
    const { output, exitCode } = await look('trace', 'zzzz');
    expect(exitCode).toBe(1);
    expect(output).toContain('./trunkline calls');
  });
});
