// The order desk in a process of its own: the independent witness of what was really done.
import { type Entry } from '@trunkline/order-desk';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface OrderDeskProcess {
  readonly url: string;
  turn(change: { readonly operation: string; readonly mode: string; readonly order?: string }): Promise<void>;
  ledger(): Promise<readonly Entry[]>;
  stop(): Promise<void>;
}

const START_MS_MAX = 15_000;

export const startOrderDesk = async (dataDir: string): Promise<OrderDeskProcess> => {
  const main = require.resolve('@trunkline/order-desk/main');
  const env = { ...process.env, ORDER_DESK_DATA_DIR: dataDir, ORDER_DESK_PORT: '0' };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the order desk did not start in time')), START_MS_MAX);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/\S+/.exec(line)?.[0];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
    child.on('close', (code) => reject(new Error(`the order desk ended with ${code}`)));
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    url,
    turn: async (change) => {
      const response = await fetch(`${url}/switches`, { method: 'POST', body: JSON.stringify(change) });
      if (!response.ok) throw new Error(`the order desk does not know the switch ${JSON.stringify(change)}`);
    },
    ledger: async () => {
      const response = await fetch(`${url}/ledger`);
      return ((await response.json()) as { entries: Entry[] }).entries;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
};
