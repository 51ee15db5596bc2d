// The service put together: record, flows, calls, lines, gRPC door. One process or many is the caller's choice.
import { type EventBus, type Subscription } from '@trunkline/event-bus';
import { type EpochMs, type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { type SnapshotStore } from '@trunkline/event-store';
import { serve } from '@trunkline/grpc';
import { newId, silentLogger, type Logger } from '@trunkline/runtime';
import { wallScheduler } from '@trunkline/runtime/wall-scheduler';
import { type Tenant } from '@trunkline/tenant';
import { conversationDoor } from './adapters/in/grpc/conversation-door';
import { SPENDING_CONSUMER } from './adapters/out/charge';
import { grpcActions } from './adapters/out/grpc-actions';
import { grpcHandoffs } from './adapters/out/grpc-handoffs';
import { memoryDaySpending } from './adapters/out/memory-day-spending';
import { CallTraces } from './app/call-traces';
import { Calls } from './app/calls';
import { type EffectDeps } from './app/effect-deps';
import { FlowBook } from './app/flow-book';
import { Lines } from './app/lines';
import { LostLines } from './app/lost-lines';
import { TERMS, type PolicyTerms } from './config';
import { appended, directiveDropped, faulted, nothingLostYet } from './observations';
import { type Actions } from './ports/actions.port';
import { type DaySpending } from './ports/day-spending.port';
import { type Handoffs } from './ports/handoffs.port';

export interface DialoguePolicyOptions {
  /** `127.0.0.1:0` or `unix:/path`. */
  readonly bind: string;
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  /** Feeds the day's spending; without it every call begins with nothing spent. */
  readonly bus?: EventBus;
  readonly tenants: readonly Tenant[];
  readonly toolGatewayAddress: string;
  readonly handoffAddress: string;
  /** Signs confirmations; the tool gateway verifies with the same. */
  readonly secret: string;
  readonly clock?: () => EpochMs;
  readonly scheduler?: Scheduler;
  readonly log?: Logger;
  readonly terms?: Partial<PolicyTerms>;
  /** Kept in memory if absent. */
  readonly spending?: DaySpending;
  /** Others than those at the addresses. */
  readonly actions?: Actions;
  readonly handoffs?: Handoffs;
  /** The last thing on closing: what the options brought and nobody else gives back. */
  readonly onClose?: () => Promise<void>;
}

export interface DialoguePolicyService {
  /** What a gateway connects to. */
  readonly address: string;
  close(): Promise<void>;
}

/** One stream of a hand-off lives as long at most; it is followed again after that. */
const FOLLOW_MS_MAX = 4 * 3_600_000;

/** Rejects when the bus cannot begin or the address is taken. */
export const serveDialoguePolicy = async (options: DialoguePolicyOptions): Promise<DialoguePolicyService> => {
  const { store, snapshots, tenants, log = silentLogger } = options;
  const clock = options.clock ?? Date.now;
  nothingLostYet();
  const onError = (error: unknown): void => log.warn({ err: error }, 'a line was let go');
  const spending = options.spending ?? memoryDaySpending(store);
  const lines = new Lines(directiveDropped);
  const flows = new FlowBook(tenants, snapshots);
  let isClosing = false;
  const deps: EffectDeps = {
    store,
    lines,
    traces: new CallTraces({ turnOf: (callId) => lines.traceparent(callId), clock }),
    actions: options.actions ?? grpcActions(options.toolGatewayAddress),
    handoffs: options.handoffs ?? grpcHandoffs(options.handoffAddress, FOLLOW_MS_MAX),
    secret: options.secret,
    terms: { ...TERMS, ...options.terms },
    scheduler: options.scheduler ?? wallScheduler(clock),
    clock,
    isClosing: () => isClosing,
  };
  const calls = new Calls({
    ...deps,
    store,
    flows,
    spending,
    instance: newId(clock()),
    onAppended: appended,
    onFault: noteFault(log),
  });
  const lostLines = new LostLines({ ...deps, store, calls, flows, onError });
  const feed = await options.bus?.subscribe(spendingFeed(spending));
  const door = conversationDoor(
    { calls, lines, lostLines, waitingSignalsMax: deps.terms.waitingSignalsMax, clock, onError },
    deps.terms.callsMax,
  );
  const serving = await serve(options.bind, [door]);
  lostLines.start();
  const close = async (): Promise<void> => {
    isClosing = true;
    lostLines.close();
    lines.supersedeAll();
    await serving.close();
    await calls.close();
    await ended(deps, feed);
    await options.onClose?.();
  };
  return { address: serving.address, close };
};

const ended = async ({ actions, handoffs }: EffectDeps, feed: Subscription | undefined): Promise<void> => {
  actions.close();
  handoffs.close();
  await feed?.stop();
};

const spendingFeed = (spending: DaySpending) => ({
  consumer: SPENDING_CONSUMER,
  categories: ['call'],
  handler: (event: Parameters<DaySpending['handle']>[0]) => spending.handle(event),
});

const noteFault =
  (log: Logger) =>
  (fault: { readonly kind: string; readonly stream: string; readonly error?: unknown }): void => {
    faulted(fault.kind);
    log.warn({ kind: fault.kind, stream: fault.stream, err: fault.error }, 'a call met a fault');
  };
