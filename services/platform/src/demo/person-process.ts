// A simulated person in a process of its own, heard through JSON lines.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { type PersonEvent } from '../cli/person-report';

export interface PersonProcess {
  /** Resolves with the address its telephone can be called at. */
  readonly ready: Promise<string>;
  /** Resolves when the call is over; rejects when the process ends without having been in one. */
  readonly ended: Promise<Extract<PersonEvent, { type: 'ended' }>>;
  cue(name: string): void;
  stop(): void;
}

const MAIN = join(__dirname, '../main.js');

export const startPerson = (words: readonly string[], logTo: (line: string) => void): PersonProcess => {
  const child = spawn(process.execPath, [MAIN, ...words, '--json'], { stdio: ['pipe', 'pipe', 'pipe'] });
  createInterface({ input: child.stderr }).on('line', logTo);
  const events = createInterface({ input: child.stdout });
  const name = `${words[0]} ${words[1]}`;
  const waitFor = <T extends PersonEvent['type']>(type: T) =>
    new Promise<Extract<PersonEvent, { type: T }>>((resolve, reject) => {
      events.on('line', (line) => {
        const event = JSON.parse(line) as PersonEvent;
        if (isOf(event, type)) resolve(event);
        else if (event.type === 'failed') reject(new Error(`${name}: not answered, SIP ${event.status}`));
      });
      child.on('close', (code) => reject(new Error(`${name}: ended with ${code} before it was ${type}`)));
      child.on('error', reject);
    });
  const ready = waitFor('ready').then((event) => event.address);
  const ended = waitFor('ended');
  // Both are awaited in turn; whichever fails first is reported by the one that is awaited.
  ready.catch(() => undefined);
  ended.catch(() => undefined);
  return {
    ready,
    ended,
    cue: (cue) => child.stdin.write(`${cue}\n`),
    stop: () => child.kill('SIGTERM'),
  };
};

const isOf = <T extends PersonEvent['type']>(
  event: PersonEvent,
  type: T,
): event is Extract<PersonEvent, { type: T }> => event.type === type;
