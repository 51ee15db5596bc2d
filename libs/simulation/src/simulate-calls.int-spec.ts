// Five thousand calls with everything that can go wrong, and not one broken invariant.
import { orderDesk } from './order-desk.fixture';
import { reportOf } from './report';
import { simulateCalls } from './simulate-calls';

it('breaks nothing in five thousand calls', async () => {
  const { broken, calls } = await simulateCalls({
    ...orderDesk,
    firstSeed: 100_000,
    calls: 5_000,
    foundMax: 3,
  });
  expect(broken.map(reportOf)).toEqual([]);
  expect(calls).toBe(5_000);
}, 1_800_000);
