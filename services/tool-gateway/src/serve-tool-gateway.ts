// The service put together: ledger, connector, actions, door. One process or many is the caller's choice.
import { type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { serve } from '@trunkline/grpc';
import { newId, silentLogger, type Logger } from '@trunkline/runtime';
import { wallScheduler } from '@trunkline/runtime/wall-scheduler';
import { actionsDoor } from './adapters/in/actions-door';
import { type Egress } from './adapters/out/egress';
import { HttpConnector } from './adapters/out/http-connector';
import { ActionTraces } from './app/action-traces';
import { Actions } from './app/actions';
import { AuditTrail } from './app/audit-trail';
import { ArgumentsGate } from './app/arguments-gate';
import { type GatewayContext } from './app/gateway-context';
import { ResultCache } from './app/result-cache';
import { type Tenants } from './app/tenant-tools';
import { TOOL_LIMITS, type ToolLimitOptions } from './app/tool-limits';
import { type AdmissionLedger } from './ports/admission-ledger.port';
import { askedAfterFence } from './observations';
import { type ToolConnector } from './ports/tool-connector.port';

export interface ToolGatewayDeps {
  /** `unix:/path` or `host:port`, port 0 for any free one. */
  readonly bind: string;
  readonly store: EventStore;
  readonly ledger: AdmissionLedger;
  readonly tenants: Tenants;
  readonly serviceKey: string;
  readonly confirmationKey: string;
  /** Asked before an action is sent, and when its outcome is unknown. */
  isCallOpen(callId: string): boolean | Promise<boolean>;
  /** Wall time, ms since 1970. */
  readonly clock?: () => number;
  readonly scheduler?: Scheduler;
  readonly chance?: () => number;
  readonly instance?: string;
  /** True (the default): no other gateway works on this store, so open actions are taken over at once. */
  readonly isSole?: boolean;
  readonly egress?: Egress;
  /** Another connector than HTTP. */
  readonly connector?: ToolConnector;
  readonly fenceWaitMs?: number;
  readonly toolLimits?: Partial<ToolLimitOptions>;
  readonly log?: Logger;
  /** Called last when the service closes. */
  readonly onClose?: () => Promise<void>;
}

export interface ToolGateway {
  /** What a client connects to. */
  readonly address: string;
  close(): Promise<void>;
}

/** T_settle of a fence: longer than a send lease. */
const FENCE_WAIT_MS = 2_250;
/** How often a gateway among several looks for actions that a dead one has left. */
const SWEEP_MS = 5_000;

/** Takes over the actions that were left open, then listens. Rejects when the store or the address cannot be had. */
export const serveToolGateway = async (deps: ToolGatewayDeps): Promise<ToolGateway> => {
  const gateway = contextOf(deps);
  // What must stay at zero is there before it happens: a series that appears with its first increase alarms nobody.
  for (const tenant of deps.tenants.values())
    for (const tool of Object.keys(tenant.tools)) askedAfterFence(tool, 0);
  const actions = new Actions(gateway);
  const taken = await actions.recover();
  if (taken > 0) gateway.log.info({ taken }, 'open actions were taken over');
  const sweep = gateway.isSole ? undefined : setInterval(() => void sweepOnce(actions, gateway), SWEEP_MS);
  const audit = new AuditTrail(gateway);
  const parts = { gateway, actions, audit, gate: new ArgumentsGate(), cache: new ResultCache() };
  const door = actionsDoor(parts);
  const serving = await serve(deps.bind, [door]);
  return {
    address: serving.address,
    close: async () => {
      clearInterval(sweep);
      await serving.close();
      await actions.close();
      await audit.close();
      await deps.onClose?.();
    },
  };
};

const sweepOnce = (actions: Actions, { log }: GatewayContext): Promise<unknown> =>
  actions.recover().catch((error: unknown) => log.warn({ err: error }, 'open actions could not be listed'));

const contextOf = (deps: ToolGatewayDeps): GatewayContext => {
  const clock = deps.clock ?? Date.now;
  return {
    store: deps.store,
    ledger: deps.ledger,
    tenants: deps.tenants,
    connector: deps.connector ?? new HttpConnector(deps.egress ?? {}),
    serviceKey: deps.serviceKey,
    confirmationKey: deps.confirmationKey,
    isCallOpen: (callId) => deps.isCallOpen(callId),
    clock,
    scheduler: deps.scheduler ?? wallScheduler(clock),
    chance: deps.chance ?? Math.random,
    instance: deps.instance ?? newId(clock()),
    isSole: deps.isSole ?? true,
    fenceWaitMs: deps.fenceWaitMs ?? FENCE_WAIT_MS,
    toolLimits: { ...TOOL_LIMITS, ...deps.toolLimits },
    log: deps.log ?? silentLogger,
    traces: new ActionTraces(),
  };
};
