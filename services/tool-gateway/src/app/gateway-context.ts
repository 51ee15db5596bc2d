// Everything the application is given: ports, keys, time and chance.
import { type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { type Logger } from '@trunkline/runtime';
import { type AdmissionLedger } from '../ports/admission-ledger.port';
import { type ToolConnector } from '../ports/tool-connector.port';
import { type ActionTraces } from './action-traces';
import { type Tenants } from './tenant-tools';
import { type ToolLimitOptions } from './tool-limits';

export interface GatewayContext {
  readonly store: EventStore;
  readonly ledger: AdmissionLedger;
  readonly tenants: Tenants;
  readonly connector: ToolConnector;
  /** Under the idempotency keys that tools see. */
  readonly serviceKey: string;
  /** Under the confirmations that the dialogue policy signs. */
  readonly confirmationKey: string;
  isCallOpen(callId: string): boolean | Promise<boolean>;
  clock(): number;
  readonly scheduler: Scheduler;
  /** In [0, 1). */
  chance(): number;
  readonly instance: string;
  /** The only gateway on this store: what it does not hold, nobody holds. */
  readonly isSole: boolean;
  /** How long a fence waits for what was sent already. */
  readonly fenceWaitMs: number;
  readonly toolLimits: ToolLimitOptions;
  readonly log: Logger;
  readonly traces: ActionTraces;
}
