// The projection in memory keeps the port's promises.
import { daySpendingContract } from '../../ports/day-spending.contract';
import { memoryDaySpending } from './memory-day-spending';

const empty = { read: async () => ({ events: [], inputs: [], version: -1, epoch: 0 }) };

daySpendingContract('memoryDaySpending', async () => memoryDaySpending(empty));
