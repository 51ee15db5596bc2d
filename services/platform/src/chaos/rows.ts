// The rows of the fault table: those that are simulated, those that are played, those that are both.
import { simulatedRows } from '@trunkline/simulation/rows/simulated-rows';
import { type SimulatedRow } from '@trunkline/simulation/rows/row';
import { anchorRows } from './anchor-rows';
import { brainRows } from './brain-rows';
import { brokerRows } from './broker-rows';
import { type PlayedRow } from './played-row';
import { speechRows } from './speech-rows';
import { storeRows } from './store-rows';
import { toolRows } from './tool-rows';

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly simulated: SimulatedRow | undefined;
  readonly played: PlayedRow | undefined;
}

const PLAYED: readonly PlayedRow[] = [
  ...brainRows,
  ...toolRows,
  ...anchorRows,
  ...speechRows,
  ...brokerRows,
  ...storeRows,
];

export const ROWS: readonly Row[] = [...new Set([...simulatedRows, ...PLAYED].map(({ id }) => id))]
  .sort()
  .map((id) => {
    const simulated = simulatedRows.find((row) => row.id === id);
    const played = PLAYED.find((row) => row.id === id);
    return { id, title: played?.title ?? simulated?.title ?? '', simulated, played };
  });
