// What every part of a simulated world shares: time, chance, faults, the store, and the tenant that is called.
import { type MemoryEventStore } from '@trunkline/event-store';
import { type Flow } from '@trunkline/flow';
import { type Tenant } from '@trunkline/tenant';
import { type Faults } from '../faults/faults';
import { type Kernel } from '../kernel/kernel';
import { type Random } from '../kernel/random';
import { type Planted } from '../planted/planted';
import { type Outage } from './outage';

export interface Sim {
  readonly callId: string;
  readonly startedAt: number;
  readonly kernel: Kernel;
  readonly random: Random;
  readonly faults: Faults;
  readonly outage: Outage;
  readonly store: MemoryEventStore;
  readonly tenant: Tenant;
  /** The graph under which the call runs, with this seed's limits. */
  readonly flow: Flow;
  readonly planted: Planted;
  /** Every message comes two to five times, up to ten seconds late. */
  readonly isRepeated: boolean;
  /** Events in the record so far. */
  recorded(): number;
  /** Something that must not happen in any world: it ends the call with a violation. */
  broken(what: string): void;
}
