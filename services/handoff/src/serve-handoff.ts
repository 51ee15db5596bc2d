// The service put together: record, bus, lines, hand-offs, gRPC door. One process or many is the caller's choice.
import { type LineRegistry, type Presence } from '@trunkline/cache';
import { type EventBus } from '@trunkline/event-bus';
import { type EpochMs, type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { type Redact } from '@trunkline/domain/handoff/index';
import { serve } from '@trunkline/grpc';
import { newId, silentLogger, type Logger } from '@trunkline/runtime';
import { wallScheduler } from '@trunkline/runtime/wall-scheduler';
import { type TenantView } from './app/tenant-view';
import { handoffsDoor } from './adapters/in/grpc/handoffs-door';
import { grpcLines } from './adapters/out/grpc-lines';
import { SoleDuty } from './adapters/out/sole-duty';
import { Handoffs, type HandoffsOptions } from './app/handoffs';
import { OnDuty } from './app/on-duty';
import { OWN_TERMS, type OwnTerms } from './config';
import { cardRedaction } from './app/card-redaction';
import { handoffLost, onDuty } from './observations';
import { type DutyLock } from './ports/duty-lock.port';
import { type Lines } from './ports/lines.port';

export interface HandoffOptions {
  /** `127.0.0.1:0` or `unix:/path`. */
  readonly bind: string;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly tenants: readonly TenantView[];
  /** Of the gateways that serve `line.v1`, with commas between them. */
  readonly linesAddress: string;
  /** Says which gateway holds a line; without it each gateway is asked. */
  readonly lineRegistry?: Pick<LineRegistry, 'get'>;
  /** Of desks, for the instance that takes over. */
  readonly presence?: Presence;
  /** Which of several instances works on the hand-offs; this one if absent. */
  readonly duty?: DutyLock;
  /** Signs the desk's sessions and admits to the sign-in; the same for every instance behind one address. */
  readonly deskKey: string;
  readonly clock?: () => EpochMs;
  readonly scheduler?: Scheduler;
  readonly log?: Logger;
  readonly terms?: Partial<OwnTerms>;
  readonly redact?: Redact;
  /** Other lines than those at `linesAddress`. */
  readonly lines?: Lines;
}

export interface HandoffService {
  /** What a gRPC client connects to. */
  readonly address: string;
  /** Throws NotOnDuty while another instance works on the hand-offs. */
  readonly handoffs: Handoffs;
  readonly tenants: readonly TenantView[];
  readonly deskKey: string;
  readonly clock: () => EpochMs;
  readonly log: Logger;
  close(): Promise<void>;
}

/** Takes up open hand-offs if it is on duty, then listens. Rejects when the record cannot be read or the address is taken. */
export const serveHandoff = async (options: HandoffOptions): Promise<HandoffService> => {
  const clock = options.clock ?? Date.now;
  const log = options.log ?? silentLogger;
  const scheduler = options.scheduler ?? wallScheduler(clock);
  const { linesAddress: addresses, lineRegistry: registry } = options;
  const lines = options.lines ?? grpcLines({ addresses, registry });
  const duty = new OnDuty({
    lock: options.duty ?? new SoleDuty(),
    begin: () => new Handoffs(partsOf(options, { clock, scheduler, log, lines })),
    ...{ clock, scheduler },
    onFault: (error) => log.error({ err: error }, 'the duty met a fault'),
    onChanged: (isOnDuty) => {
      onDuty(isOnDuty);
      log.info({ isOnDuty }, 'the duty has changed hands');
    },
  });
  handoffLost(0);
  onDuty(false);
  await duty.start();
  const door = handoffsDoor(duty, (error) => log.error({ err: error }, 'hand-off request failed'));
  const serving = await serve(options.bind, [door]);
  return {
    address: serving.address,
    get handoffs() {
      return duty.handoffs;
    },
    tenants: options.tenants,
    deskKey: options.deskKey,
    clock,
    log,
    close: async () => {
      // First, so that who follows a hand-off is told to ask the next instance.
      await duty.close();
      await serving.close();
      lines.close();
    },
  };
};

type Parts = Pick<HandoffsOptions, 'clock' | 'scheduler' | 'log' | 'lines'>;

const partsOf = (options: HandoffOptions, { clock, scheduler, log, lines }: Parts): HandoffsOptions => {
  const tenants = new Map(options.tenants.map((tenant) => [tenant.id, tenant]));
  return {
    store: options.store,
    bus: options.bus,
    lines,
    tenants: (tenantId) => tenants.get(tenantId),
    tenantIds: () => [...tenants.keys()],
    redact: options.redact ?? cardRedaction,
    terms: { ...OWN_TERMS, ...options.terms },
    instance: newId(clock()),
    presence: options.presence,
    clock,
    scheduler,
    newId: () => newId(clock()),
    log,
  };
};
