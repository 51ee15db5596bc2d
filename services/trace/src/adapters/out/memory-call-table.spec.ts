// The table in memory keeps the port's promises.
import { callTableContract } from '../../ports/call-table.contract';
import { MemoryCallTable } from './memory-call-table';

callTableContract('MemoryCallTable', async () => ({
  table: new MemoryCallTable(),
  transact: (use: (tx: undefined) => Promise<void>) => use(undefined),
}));
