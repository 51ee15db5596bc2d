// Commands into a pipe whose reader is gone before their first line: they end as if it had been read, without a word.
import { PostgresEventStore } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { appendAll } from '@trunkline/trace/test/append-all.double';
import { cancelledOrder } from '@trunkline/trace/test/cancelled-order.double';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const MAIN = require.resolve('@trunkline/platform/main');

describe('a command whose reader has left', () => {
  let postgres: ScratchPostgres;
  beforeAll(async () => {
    postgres = await scratchPostgres();
    await appendAll(new PostgresEventStore(postgres.pool), cancelledOrder);
  });
  afterAll(() => postgres.stop());

  it.each(['calls', 'trace last', 'trace last --json', 'sim --help'])('ends quietly: %s', async (words) => {
    const child = spawn(process.execPath, [MAIN, ...words.split(' ')], {
      env: { ...process.env, DATABASE_URL: postgres.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const ended = once(child, 'close');
    const said = await text(child.stderr);
    await ended;
    expect({ said, exitCode: child.exitCode }).toEqual({ said: '', exitCode: 0 });
  });
});
