// The tool gateway's book of admissions, kept beside the record as in production: fences and used confirmations.
import { type call } from '@trunkline/domain';

export type Admitted = 'admitted' | 'fenced' | 'confirmation-used';

interface Admission {
  readonly actionId: string;
  readonly epoch: number;
  readonly confirmationId?: string | undefined;
}

export type FencedAction = call.FenceDone['actions'][number];

export class Admissions {
  private readonly usedBy = new Map<string, string>();
  readonly known = new Set<string>();
  fenceEpoch = 0;

  admit({ actionId, epoch, confirmationId }: Admission): Admitted {
    if (epoch < this.fenceEpoch) return 'fenced';
    if (confirmationId !== undefined) {
      if ((this.usedBy.get(confirmationId) ?? actionId) !== actionId) return 'confirmation-used';
      this.usedBy.set(confirmationId, actionId);
    }
    this.known.add(actionId);
    return 'admitted';
  }

  raiseFence(epoch: number): readonly string[] {
    this.fenceEpoch = Math.max(epoch, this.fenceEpoch);
    return [...this.known];
  }
}
