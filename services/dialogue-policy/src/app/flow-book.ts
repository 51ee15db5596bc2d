// Flows by name for new calls and by hash for running ones: a call keeps the graph that it began with.
import { canonicalJson } from '@trunkline/event-sourcing';
import { type SnapshotStore } from '@trunkline/event-store';
import { type Flow } from '@trunkline/flow';
import { type Tenant } from '@trunkline/tenant';

export interface BoundFlow {
  readonly flow: Flow;
  /** SHA-256 of its canonical JSON. */
  readonly hash: string;
}

export class FlowBook {
  private readonly kept = new Set<string>();
  private readonly byHash = new Map<string, Flow>();
  private readonly tenants: ReadonlyMap<string, Tenant>;

  constructor(
    tenants: readonly Tenant[],
    private readonly snapshots: SnapshotStore,
  ) {
    this.tenants = new Map(tenants.map((tenant) => [tenant.id, tenant]));
  }

  /** The flow as it stands, kept under its hash before a call begins on it. Rejects with StoreUnavailable. */
  async current(tenantId: string, name: string): Promise<BoundFlow | undefined> {
    const tenant = this.tenants.get(tenantId);
    const flow = tenant?.flows[name];
    const hash = tenant?.flowHashes[name];
    if (flow === undefined || hash === undefined) return undefined;
    if (!this.kept.has(hash)) {
      await this.snapshots.putSnapshot({ hash, kind: 'flow', json: canonicalJson(flow) });
      this.kept.add(hash);
      this.byHash.set(hash, flow);
    }
    return { flow, hash };
  }

  /** The flow a running call began with. Rejects with StoreUnavailable. */
  async pinned(hash: string): Promise<BoundFlow | undefined> {
    const known = this.byHash.get(hash);
    if (known !== undefined) return { flow: known, hash };
    const snapshot = await this.snapshots.getSnapshot(hash);
    if (snapshot === undefined) return undefined;
    // The store holds what `current` put there: the text of a flow under the hash of that text.
    const flow = JSON.parse(snapshot.json) as Flow;
    this.byHash.set(hash, flow);
    return { flow, hash };
  }
}
