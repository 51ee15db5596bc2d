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
    const written = tenant?.flows[name];
    const hash = tenant?.flowHashes[name];
    if (written === undefined || hash === undefined) return undefined;
    const json = canonicalJson(written);
    if (!this.kept.has(hash)) {
      await this.snapshots.putSnapshot({ hash, kind: 'flow', json });
      this.kept.add(hash);
    }
    return { flow: this.parsed(hash, json), hash };
  }

  /** The flow a running call began with. Rejects with StoreUnavailable. */
  async pinned(hash: string): Promise<BoundFlow | undefined> {
    const known = this.byHash.get(hash);
    if (known !== undefined) return { flow: known, hash };
    const snapshot = await this.snapshots.getSnapshot(hash);
    if (snapshot === undefined) return undefined;
    return { flow: this.parsed(hash, snapshot.json), hash };
  }

  /**
   * The flow as the snapshot has it, keys in canonical order: a decider walks keys, so a call, its takeover and its
   * replay must walk the same ones in the same order. The text is what `current` put under the hash of that text.
   */
  private parsed(hash: string, json: string): Flow {
    const known = this.byHash.get(hash);
    if (known !== undefined) return known;
    const flow = JSON.parse(json) as Flow;
    this.byHash.set(hash, flow);
    return flow;
  }
}
