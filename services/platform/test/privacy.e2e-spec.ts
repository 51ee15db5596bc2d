// What callers say and who they are stays in the record: no log, span or metric has a word of it.
import { type call } from '@trunkline/domain';
import { openCaller } from '@trunkline/platform/trial/people';
import { allEvents, nothingOpen } from '@trunkline/platform/trial/record-reading';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningPlatform, runPlatform } from './running-platform';

const CALLER = '15559876543';
const PHRASE = 'when will my order arrive';
const NUMBER = '47112';
const CALL_MS_MAX = 60_000;
/** Shorter texts, a yes for instance, are found anywhere. */
const TELLING_CHARS_MIN = 8;

describe('what a caller said', () => {
  let platform: RunningPlatform;
  let events: readonly call.CallEvent[];
  let recorded: string;
  let sinks: ReadonlyMap<string, string>;

  beforeAll(async () => {
    platform = await runPlatform({ suite: 'privacy', logLevel: 'debug' });
    const caller = await openCaller({ rtpPort: 47_300, from: `+${CALLER}` });
    await caller.call(platform.uri, [
      ...[{ listen: 600 }, { say: PHRASE }, { listen: 500 }, { say: 'four seven one one two' }],
      ...[{ listen: 500 }, { press: '1' }, { listen: 1_500 }, { say: 'i want to talk to a human' }],
      ...[{ listen: 800 }, 'hang up'],
    ]);
    await caller.close();
    await nothingOpen(platform.record.store, CALL_MS_MAX);
    const all = await allEvents(platform.record.store);
    events = all.map(({ event }) => event as call.CallEvent);
    recorded = JSON.stringify(all);
    const metrics = await (await fetch(`http://${platform.http.host}:${platform.http.port}/metrics`)).text();
    // Spans are written in batches, the last one at the end.
    await platform.end();
    sinks = new Map([['/metrics', metrics], ...(await filesIn(platform.dir))]);
  }, CALL_MS_MAX);
  afterAll(() => platform.stop());

  const words = (): readonly string[] =>
    events
      .flatMap((event) => {
        if (event.type === 'UtteranceFinal') return [event.text];
        return event.type === 'PromptQueued' ? event.sentences.filter((text) => saysDigits.test(text)) : [];
      })
      .filter((text) => text.length >= TELLING_CHARS_MIN);

  it('is in the record', () => {
    expect(words().length).toBeGreaterThanOrEqual(3);
    for (const secret of [CALLER, NUMBER, 'arrive']) expect(recorded).toContain(secret);
  });

  it('was written about elsewhere: there is something to search', () => {
    expect(sinks.get('platform.log')).toContain('"level":');
    expect(sinks.get('spans.jsonl')).toContain('voice.');
    expect(sinks.get('/metrics')).toContain('voice_');
  });

  it('is nowhere else, nor is the number they called from', () => {
    const found = [...sinks].flatMap(([name, text]) => {
      const lower = text.toLowerCase();
      const leaked = words().filter((word) => lower.includes(word.toLowerCase()));
      const numbers = [CALLER, NUMBER].filter((number) => alone(number).test(text));
      return [...leaked, ...numbers].map((what) => `${name}: ${what}`);
    });
    expect(found).toEqual([]);
  });
});

const saysDigits =
  /\d|(zero|one|two|three|four|five|six|seven|eight|nine)\W+(zero|one|two|three|four|five|six|seven|eight|nine)\b/i;

/** Not as a part of a timestamp or an id. */
const alone = (digits: string): RegExp => new RegExp(`(?<![0-9a-z])${digits}(?![0-9a-z])`, 'i');

/** Text of every file directly in the folder and in its log folders; the record, the ledger and the recordings are not looked at. */
const filesIn = async (dir: string): Promise<readonly (readonly [string, string])[]> => {
  const names = await readdir(dir);
  const logs = ['postgres/postgres.log', ...names];
  const files = await Promise.all(
    logs.map(async (name) => {
      const path = join(dir, name);
      const isFile = await stat(path).then(
        (found) => found.isFile(),
        () => false,
      );
      return isFile ? [[name, await readFile(path, 'utf8')] as const] : [];
    }),
  );
  return files.flat();
};
