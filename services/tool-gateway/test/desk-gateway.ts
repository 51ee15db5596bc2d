// A gateway over real gRPC in front of the real order desk, and a client that asks as a dialogue policy does.
import { type action } from '@trunkline/domain';
import { tools } from '@trunkline/contracts';
import { canonicalJson, type Event, type EventStore } from '@trunkline/event-sourcing';
import { MemoryEventStore } from '@trunkline/event-store';
import { connect, deadlineIn } from '@trunkline/grpc';
import { serveOrderDesk, type Entry, type OrderDesk } from '@trunkline/order-desk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  argsDigestOf,
  MemoryAdmissionLedger,
  serveToolGateway,
  signConfirmation,
  type ToolGateway,
} from '../src';
import { toolOf } from '../src/app/tenant-tools';
import { type ToolGatewayDeps } from '../src/serve-tool-gateway';
import { deskTenant } from './desk-tools';

export const SERVICE_KEY = 'service-key-for-tests-0123456789abcdef';
export const CONFIRMATION_KEY = 'confirmation-key-for-tests-0123456789';

export interface Asked {
  readonly attempts: number;
  readonly settled: tools.Settled | undefined;
  readonly error: { code: number; details: string } | undefined;
}
type Ask = Partial<tools.ExecuteRequest> & {
  readonly tool: string;
  readonly args?: Record<string, action.Scalar>;
};

export class DeskGateway {
  readonly closedCalls = new Set<string>();
  private client: tools.ActionsServiceClient | undefined;
  private readonly opened: { gateway: ToolGateway; client: tools.ActionsServiceClient }[] = [];

  readonly store: EventStore;

  private constructor(
    readonly desk: OrderDesk,
    private readonly dataDir: string,
    private readonly deps: Partial<ToolGatewayDeps>,
  ) {
    this.store = deps.store ?? new MemoryEventStore();
  }

  private readonly ledger = new MemoryAdmissionLedger();
  private tenants: ToolGatewayDeps['tenants'] = new Map();

  static async open(deps: Partial<ToolGatewayDeps> = {}): Promise<DeskGateway> {
    const dataDir = await mkdtemp(join(tmpdir(), 'tool-gateway-'));
    const desk = await serveOrderDesk({ dataDir, port: 0 });
    const world = new DeskGateway(desk, dataDir, deps);
    await world.replace();
    return world;
  }

  /** A fresh gateway over the same store and ledger is asked from now on; the one before is left as it is. */
  async replace(deps: Partial<ToolGatewayDeps> = {}): Promise<void> {
    this.tenants = deps.tenants ?? this.deps.tenants ?? new Map([['acme', deskTenant(this.desk.url)]]);
    const gateway = await serveToolGateway({
      bind: '127.0.0.1:0',
      store: this.store,
      ledger: this.ledger,
      serviceKey: SERVICE_KEY,
      confirmationKey: CONFIRMATION_KEY,
      isCallOpen: (callId) => !this.closedCalls.has(callId),
      egress: { allowPrivate: true },
      fenceWaitMs: 300,
      ...this.deps,
      ...deps,
      tenants: this.tenants,
    });
    this.client = connect(tools.ActionsServiceClient, gateway.address);
    this.opened.push({ gateway, client: this.client });
  }

  async close(): Promise<void> {
    await Promise.all(
      this.opened.map(({ gateway, client }) => {
        client.close();
        return gateway.close();
      }),
    );
    // A spec may have closed it already.
    await this.desk.close().catch(() => undefined);
    await rm(this.dataDir, { recursive: true });
  }

  request({ args = { order: '61874' }, ...over }: Ask): tools.ExecuteRequest {
    const argsJson = canonicalJson(args);
    const base = {
      actionId: 'a1',
      tenantId: 'acme',
      callId: 'c1',
      epoch: 1,
      deadlineMs: 0,
      spokenBecause: 'i1',
      toolHash: toolOf(this.tenants, over.tenantId ?? 'acme', over.tool)?.terms.hash ?? '',
      traceparent: '',
    };
    const argsDigest = argsDigestOf(argsJson);
    return { ...base, argsJson, argsDigest, confirmation: undefined, ...over };
  }

  /** With a confirmation heard just now, changed and then signed as asked. */
  confirmed(ask: Ask, over: Partial<action.ConfirmationTerms> = {}): tools.ExecuteRequest {
    const request = this.request(ask);
    const { tenantId, callId, tool, toolHash, argsDigest, actionId } = request;
    const words = { promptId: 'p1', utteranceId: 'u1', method: 'speech', readBackDigest: 'r1' };
    const terms = {
      confirmationId: `conf-${actionId}`,
      tenantId,
      callId,
      tool,
      toolHash,
      argsDigest,
      heardAtMs: Date.now(),
      ...words,
      ...over,
    };
    return { ...request, confirmation: { ...terms, signature: signConfirmation(terms, CONFIRMATION_KEY) } };
  }

  ask(request: tools.ExecuteRequest): Promise<Asked> {
    const { client } = this;
    if (!client) throw new Error('the gateway is not running');
    return new Promise((resolve) => {
      let attempts = 0;
      let settled: tools.Settled | undefined;
      const call = client.execute(request, deadlineIn(20_000));
      call.on('data', ({ update }: tools.ExecuteResponse) => {
        if (update?.$case === 'attempting') attempts = Math.max(attempts, update.value.attempt);
        if (update?.$case === 'settled') settled = update.value;
      });
      call.on('end', () => resolve({ attempts, settled, error: undefined }));
      call.on('error', (error: { code: number; details: string }) => resolve({ attempts, settled, error }));
    });
  }

  fence(epoch: number, callId = 'c1'): Promise<tools.FencedAction[]> {
    return new Promise((resolve, reject) => {
      const answer = (error: Error | null, response: tools.FenceResponse): void =>
        error ? reject(error) : resolve(response.actions);
      this.client?.fence({ tenantId: 'acme', callId, epoch }, answer);
    });
  }

  async switch(operation: string, mode: string, times?: number): Promise<void> {
    const body = JSON.stringify({ operation, mode, ...(times && { times }) });
    const answer = await fetch(`${this.desk.url}/switches`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`no such switch: ${operation} ${mode}`);
  }

  async entries(): Promise<Entry[]> {
    const answer = await fetch(`${this.desk.url}/ledger`);
    return ((await answer.json()) as { entries: Entry[] }).entries;
  }

  async events(actionId = 'a1'): Promise<action.ActionEvent[]> {
    const stored = await this.store.read<action.ActionEvent, action.ActionInput>(`action/${actionId}`);
    return stored.events.map(({ event }) => event);
  }

  /** Resolves with what the audit stream of the call holds once there is so much of it. */
  async refusals(count: number, callId = 'c1'): Promise<readonly Event[]> {
    for (const endMs = Date.now() + 5_000; ; await new Promise((resolve) => setImmediate(resolve))) {
      const { events } = await this.store.read(`audit/acme:${callId}`);
      if (events.length >= count || Date.now() > endMs) return events.map(({ event }) => event);
    }
  }

  async types(actionId = 'a1'): Promise<string[]> {
    return (await this.events(actionId)).map(({ type }) => type);
  }

  async untilTrue(holds: () => boolean): Promise<void> {
    for (
      const endMs = Date.now() + 10_000;
      Date.now() < endMs;
      await new Promise((resolve) => setImmediate(resolve))
    ) {
      if (holds()) return;
    }
    throw new Error('it did not come true in time');
  }

  /** Asks, and hangs up at the first word. */
  askAndLeave(request: tools.ExecuteRequest): void {
    const call = this.client?.execute(request, deadlineIn(20_000));
    call?.once('data', () => call.cancel());
    call?.once('error', () => undefined);
  }

  /** Until the action's stream has an event of the type. */
  async until(type: action.ActionEvent['type'], actionId = 'a1'): Promise<void> {
    for (
      const endMs = Date.now() + 10_000;
      Date.now() < endMs;
      await new Promise((resolve) => setImmediate(resolve))
    ) {
      if ((await this.types(actionId)).includes(type)) return;
    }
    throw new Error(`no ${type} in time: ${(await this.types(actionId)).join(' ')}`);
  }
}
