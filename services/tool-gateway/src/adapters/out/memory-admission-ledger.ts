// Admissions in memory: for one process whose actions do not outlive it, and for tests.
import {
  type Admission,
  type AdmissionLedger,
  type Admitted,
  type KnownAction,
} from '../../ports/admission-ledger.port';

export class MemoryAdmissionLedger implements AdmissionLedger {
  private readonly usedBy = new Map<string, string>();
  private readonly fences = new Map<string, number>();
  private readonly known = new Map<string, Map<string, KnownAction>>();

  async admit({ tenantId, callId, actionId, tool, epoch, confirmationId }: Admission): Promise<Admitted> {
    const call = place(tenantId, callId);
    const fence = this.fences.get(call) ?? 0;
    if (epoch < fence) return { kind: 'fenced', epoch: fence };
    const confirmation = confirmationId === undefined ? undefined : place(tenantId, confirmationId);
    if (confirmation !== undefined && (this.usedBy.get(confirmation) ?? actionId) !== actionId) {
      return { kind: 'confirmation-used' };
    }
    if (confirmation !== undefined) this.usedBy.set(confirmation, actionId);
    const actions = this.known.get(call) ?? new Map<string, KnownAction>();
    this.known.set(call, actions.set(actionId, { actionId, tool }));
    return { kind: 'admitted' };
  }

  async raiseFence({ tenantId, callId, epoch }: { tenantId: string; callId: string; epoch: number }) {
    const call = place(tenantId, callId);
    this.fences.set(call, Math.max(epoch, this.fences.get(call) ?? 0));
    return [...(this.known.get(call)?.values() ?? [])];
  }

  async fenceEpoch(tenantId: string, callId: string): Promise<number> {
    return this.fences.get(place(tenantId, callId)) ?? 0;
  }
}

const place = (tenantId: string, id: string): string => JSON.stringify([tenantId, id]);
