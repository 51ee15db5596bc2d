// Runs one form of a row and says whether it held.
import { type RowVerdict } from '@trunkline/simulation/rows/row';
import { Random } from '@trunkline/simulation/kernel/random';
import { judgeRecord } from './judge';
import { openStage } from './open-stage';
import { type PlayedRow } from './played-row';

export interface Run {
  readonly seed: number;
  /** Where the folders of its processes are made; they stay when the row did not hold. */
  readonly dir: string;
  readonly tenantDir: string;
}

const BROKEN_MAX = 10;

export const playRow = async (row: PlayedRow, run: Run): Promise<RowVerdict> => {
  const stage = await openStage(row.needs, run);
  let broken: readonly string[];
  try {
    broken = [...(await played(row, { stage, seed: run.seed })), ...(await judged(stage))];
  } finally {
    await stage.close();
  }
  const isHeld = broken.length === 0;
  if (isHeld) await stage.remove();
  return { id: row.id, seed: run.seed, isHeld, calls: stage.calls(), broken: broken.slice(0, BROKEN_MAX) };
};

type OpenStage = Awaited<ReturnType<typeof openStage>>;

/** A row that cannot go on has not held; what it leaves behind is judged all the same. */
const played = async (
  row: PlayedRow,
  { stage, seed }: { readonly stage: OpenStage; readonly seed: number },
): Promise<readonly string[]> => {
  try {
    return await row.play(stage, new Random(`${row.id}/${seed}`));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};

const judged = async (stage: OpenStage): Promise<readonly string[]> => {
  const evidence = { store: stage.store, ledger: await stage.backend.ledger(), tenant: stage.tenant };
  const violations = await judgeRecord(evidence);
  return violations.map(({ invariant, callId, detail }) => `${invariant} in call ${callId}: ${detail}`);
};
