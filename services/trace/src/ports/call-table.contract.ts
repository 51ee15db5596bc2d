// What every table of calls promises. `open` gives an empty one, `write` a transaction to write in.
import { type CallRow } from '../domain/call-row';
import { type CallTable } from './call-table.port';

export interface OpenCallTable<Tx> {
  readonly table: CallTable<Tx>;
  transact(use: (tx: Tx) => Promise<void>): Promise<void>;
}

export const rowOf = (callId: string, startedAt: number, over: Partial<CallRow> = {}): CallRow => ({
  callId,
  tenantId: 'acme',
  startedAt,
  from: '+1 *** *** 0142',
  to: 'orders',
  trunk: 't1',
  flow: 'orders',
  turns: 0,
  actions: 0,
  spendMicros: 0,
  ...over,
});

export const callTableContract = <Tx>(name: string, open: () => Promise<OpenCallTable<Tx>>): void => {
  describe(`${name} as a table of calls`, () => {
    const filled = async (...rows: readonly CallRow[]): Promise<CallTable<Tx>> => {
      const { table, transact } = await open();
      for (const row of rows) await transact((tx) => table.update(tx, row.callId, () => row));
      return table;
    };
    const idsOf = (rows: readonly CallRow[]): readonly string[] => rows.map(({ callId }) => callId);

    it('gives back what was written, with and without what may be missing', async () => {
      const whole = rowOf('b', 2, {
        endedAt: 9,
        outcome: 'failed',
        reason: 'media-lost',
        handoffReason: 'tool.failed',
        turns: 3,
        actions: 2,
        spendMicros: 9_000_000_000,
      });
      const table = await filled(rowOf('a', 1), whole);
      expect(await table.get('a')).toEqual(rowOf('a', 1));
      expect(await table.get('b')).toEqual(whole);
      expect(await table.get('c')).toBeUndefined();
    });

    it('changes a row from what it is', async () => {
      const { table, transact } = await open();
      const count = (row: CallRow | undefined): CallRow => ({
        ...rowOf('a', 1),
        turns: (row?.turns ?? 0) + 1,
      });
      for (let turn = 0; turn < 3; turn += 1) await transact((tx) => table.update(tx, 'a', count));
      expect((await table.get('a'))?.turns).toBe(3);
    });

    it('loses no change when two come at once, even for a call that is new', async () => {
      const { table, transact } = await open();
      const count = (row: CallRow | undefined): CallRow => ({
        ...rowOf('a', 1),
        turns: (row?.turns ?? 0) + 1,
      });
      await Promise.all(Array.from({ length: 5 }, () => transact((tx) => table.update(tx, 'a', count))));
      expect((await table.get('a'))?.turns).toBe(5);
    });

    it('lists the newest first, page by page, without a gap or a repetition at equal times', async () => {
      const table = await filled(rowOf('a', 5), rowOf('b', 5), rowOf('c', 7), rowOf('B', 5), rowOf('d', 1));
      const order = ['c', 'b', 'a', 'B', 'd'];
      expect(idsOf(await table.list({ limit: 9 }))).toEqual(order);
      const paged: string[] = [];
      for (let before: CallRow | undefined; ;) {
        const [row] = await table.list({ limit: 1, ...(before ? { before } : {}) });
        if (!row) break;
        paged.push(row.callId);
        before = row;
      }
      expect(paged).toEqual(order);
    });

    it('lists one tenant without the others', async () => {
      const table = await filled(rowOf('a', 1), rowOf('b', 2, { tenantId: 'other' }));
      expect(idsOf(await table.list({ limit: 9, tenantId: 'acme' }))).toEqual(['a']);
    });

    it('removes the rows of these calls and no others, and says how many there were', async () => {
      const table = await filled(rowOf('a', 1), rowOf('b', 2), rowOf('a%', 3));
      expect(await table.remove(['a', 'nobody'])).toBe(1);
      expect(await table.remove(['a'])).toBe(0);
      expect(await table.remove([])).toBe(0);
      expect(idsOf(await table.list({ limit: 9 }))).toEqual(['a%', 'b']);
    });

    it('has each call judged once after its end, or when it is looked at again', async () => {
      const { table, transact } = await open();
      const write = (row: CallRow): Promise<void> =>
        transact((tx) => table.update(tx, row.callId, () => row));
      await write(rowOf('open', 1));
      await write(rowOf('late', 1, { endedAt: 30 }));
      await write(rowOf('early', 1));
      await write(rowOf('early', 1, { endedAt: 20 }));
      const due = async (untilMs: number, limit = 9) =>
        (await table.unjudged({ untilMs, limit })).map(({ callId, endedAt }) => [callId, endedAt]);
      expect(await due(19)).toEqual([]);
      expect(await due(99)).toEqual([
        ['early', 20],
        ['late', 30],
      ]);
      expect(await due(99, 1)).toEqual([['early', 20]]);
      await table.judgeAt('early', 50);
      await table.judgeAt('late', undefined);
      await write(rowOf('late', 1, { endedAt: 31 }));
      expect(await due(49)).toEqual([]);
      expect(await due(50)).toEqual([['early', 20]]);
    });

    it('finds calls by the beginning of their ids, taken literally', async () => {
      const table = await filled(rowOf('ab1', 1), rowOf('ab2', 2), rowOf('b', 3), rowOf('a_1', 4));
      expect(await table.withPrefix('ab', 9)).toEqual(['ab1', 'ab2']);
      expect(await table.withPrefix('ab', 1)).toEqual(['ab1']);
      expect(await table.withPrefix('a_', 9)).toEqual(['a_1']);
      expect(await table.withPrefix('%', 9)).toEqual([]);
    });
  });
};
