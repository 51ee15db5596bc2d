// Every row holds, and each of those that enumerate or repeat is broken by a fault that it is there to find.
import { orderDesk } from '../order-desk.fixture';
import { type PlantedFault } from '../planted/planted';
import { simulatedRows } from './simulated-rows';

const rowOf = (id: string) => {
  const row = simulatedRows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
};

it.each(simulatedRows.map(({ id, title }) => [id, title]))('%s: %s', async (id) => {
  expect(await rowOf(id).run(1, orderDesk)).toMatchObject({ id, seed: 1, isHeld: true, broken: [] });
});

it.each<[string, PlantedFault]>([
  ['A-01', 'not-asked-again'],
  ['A-02', 'not-asked-again'],
  ['A-06', 'not-asked-again'],
  ['A-02', 'blind-retry-without-key'],
  ['B-02', 'no-inbox-dedupe'],
])('%s finds %s', async (id, planted) => {
  expect(await rowOf(id).run(1, { ...orderDesk, planted })).toMatchObject({ isHeld: false });
});
