// What `calls`, `trace` and `replay` share: the traces of a data folder, opened for a moment, and finding a call in it.
import { type Env } from '@trunkline/runtime';
import { openTraces, type Traces } from '@trunkline/trace';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openRecord } from '../record';
import { type Arguments, type FlagSpec } from './arguments';
import { lastDataDir } from './paths';

export const DATA_FLAG: Readonly<Record<string, FlagSpec>> = {
  '--data': { value: 'DIR', help: 'the record to read (that of the last demo or up)' },
};

/** Rejects with an Error for the user when nothing is recorded there. */
export const withTraces = async (
  { given, env }: { readonly given: Arguments; readonly env: Env },
  use: (traces: Traces) => Promise<number>,
): Promise<number> => {
  const dataDir = resolve(given.text('--data') ?? lastDataDir());
  if (!env.DATABASE_URL && !existsSync(join(dataDir, 'secrets.json'))) throw new Error(nothingIn(dataDir));
  const record = await openRecord({ dataDir, durable: true });
  try {
    const { store, pool, inbox } = record;
    const traces = await openTraces({ store, snapshots: store, pool, inbox });
    await traces.catchUp();
    if ((await traces.calls({ limit: 1 })).length === 0) throw new Error(nothingIn(dataDir));
    return await use(traces);
  } finally {
    await record.close();
  }
};

/** Rejects with an Error that says what the word could have meant. */
export const findCall = async (traces: Traces, word: string): Promise<string> => {
  const found = await traces.find(word);
  switch (found.kind) {
    case 'found':
      return found.callId;
    case 'ambiguous':
      throw new Error(`${word} begins several calls: ${found.callIds.join(', ')}; give more of the id`);
    case 'none':
      throw new Error(`no call begins with ${word}; ./trunkline calls lists them, 'last' is the newest`);
  }
};

const nothingIn = (dataDir: string): string =>
  `no call is recorded in ${dataDir}; make some with ./trunkline demo, or with ./trunkline up and a call to it`;
