// A row of the fault table on processes, real telephones and real servers.
import { type Random } from '@trunkline/simulation/kernel/random';
import { type Stage, type StageNeeds } from './stage';

export interface PlayedRow {
  /** As the fault table has it: A-01, B-07, ... */
  readonly id: string;
  readonly title: string;
  readonly needs: StageNeeds;
  /** Breaks it, and says what the row wanted and did not see; the invariants are judged apart. */
  play(stage: Stage, random: Random): Promise<readonly string[]>;
}
