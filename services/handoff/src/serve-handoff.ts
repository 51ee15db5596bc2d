// The service put together: record, bus, lines, hand-offs, gRPC door. One process or many is the caller's choice.
import { type EventBus } from '@trunkline/event-bus';
import { type EpochMs, type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { type Redact } from '@trunkline/domain/handoff/index';
import { serve } from '@trunkline/grpc';
import { newId, silentLogger, type Logger } from '@trunkline/runtime';
import { type TenantView } from './app/tenant-view';
import { handoffsDoor } from './adapters/in/grpc/handoffs-door';
import { grpcLines } from './adapters/out/grpc-lines';
import { Handoffs } from './app/handoffs';
import { OWN_TERMS, type OwnTerms } from './config';
import { cardRedaction } from './app/card-redaction';
import { type Lines } from './ports/lines.port';

export interface HandoffOptions {
  /** `127.0.0.1:0` or `unix:/path`. */
  readonly bind: string;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly tenants: readonly TenantView[];
  /** Of the gateway that serves `line.v1`. */
  readonly linesAddress: string;
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
  readonly handoffs: Handoffs;
  readonly tenants: readonly TenantView[];
  readonly deskKey: string;
  readonly clock: () => EpochMs;
  readonly log: Logger;
  close(): Promise<void>;
}

/** Takes up open hand-offs, then listens. Rejects when the record cannot be read or the address is taken. */
export const serveHandoff = async (options: HandoffOptions): Promise<HandoffService> => {
  const clock = options.clock ?? Date.now;
  const log = options.log ?? silentLogger;
  const lines = options.lines ?? grpcLines({ address: options.linesAddress });
  const tenants = new Map(options.tenants.map((tenant) => [tenant.id, tenant]));
  const handoffs = new Handoffs({
    store: options.store,
    bus: options.bus,
    lines,
    tenants: (tenantId) => tenants.get(tenantId),
    tenantIds: () => [...tenants.keys()],
    redact: options.redact ?? cardRedaction,
    terms: { ...OWN_TERMS, ...options.terms },
    instance: newId(clock()),
    clock,
    scheduler: options.scheduler ?? wallScheduler(clock),
    newId: () => newId(clock()),
    log,
  });
  await handoffs.start();
  const door = handoffsDoor(handoffs, (error) => log.error({ err: error }, 'hand-off request failed'));
  const serving = await serve(options.bind, [door]);
  return {
    address: serving.address,
    handoffs,
    tenants: options.tenants,
    deskKey: options.deskKey,
    clock,
    log,
    close: async () => {
      await serving.close();
      await handoffs.close();
      lines.close();
    },
  };
};

/** Timers of Node hold at most 2^31-1 ms; a longer wait is taken in parts. */
const PART_MS_MAX = 2_147_000_000;

const wallScheduler = (clock: () => EpochMs): Scheduler => ({
  schedule: (at, run) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const delayMs = Math.max(0, at - clock());
      timer = setTimeout(delayMs > PART_MS_MAX ? wait : run, Math.min(delayMs, PART_MS_MAX));
    };
    wait();
    return () => clearTimeout(timer);
  },
});
