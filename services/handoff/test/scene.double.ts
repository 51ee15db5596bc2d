// A contact centre for tests: a tenant with one queue, a caller's record, and telephone lines that do as told.
import { type call } from '@trunkline/domain';
import { type EventStore } from '@trunkline/event-sourcing';
import { type TenantView } from '../src/app/tenant-view';
import { type BridgeProgress, type BridgeRequest, type Lines } from '../src/ports/lines.port';

export const CALL_ID = 'call-0001';
export const HANDOFF_ID = 'handoff-0001';

const person = (id: string, name: string) => ({
  id,
  name,
  sipUri: `sip:${id}@127.0.0.1:5090`,
  skills: ['orders'],
});

export const tenant: TenantView = {
  id: 'shop',
  name: 'Corner Shop',
  queues: {
    orders: {
      name: 'orders',
      label: 'Orders',
      skills: ['orders'],
      waitMsMax: 120_000,
      offerMsMax: 15_000,
      agents: [person('ana', 'Ana Sousa'), person('ben', 'Ben Adler')],
    },
  },
  flows: {
    orders: {
      locale: 'en-US',
      globals: { disclosure: 'greeting.disclosure' },
      slots: {
        order_number: { label: 'order number', sensitivity: 'identifier' },
      },
      intents: { cancel: { label: 'wants to cancel an order' } },
      tools: { cancel_order: { label: 'cancel order' } },
    },
  },
};

export const request = {
  handoffId: HANDOFF_ID,
  callId: CALL_ID,
  tenantId: 'shop',
  reason: 'tool.in_doubt',
  queue: 'orders',
  fenceEpoch: 2,
  asOfVersion: 13,
  traceparent: '',
} as const;

const prompt = (promptId: string, text: string, tells?: string): call.CallEvent => ({
  type: 'PromptQueued',
  v: 1,
  promptId,
  kind: 'answer',
  phrase: promptId,
  sentences: [text],
  cacheable: false,
  bargeIn: true,
  claims: [],
  ...(tells === undefined ? {} : { tells }),
});
const finished = (promptId: string): call.CallEvent => ({
  type: 'PromptFinished',
  v: 1,
  promptId,
  playedMs: 2_100,
  durationMs: 2_100,
  endedMs: 2_400,
});

export const turn = (n: number, text: string): call.CallEvent => ({
  type: 'TurnEnded',
  v: 1,
  turn: n,
  utteranceIds: [`u${n}`],
  text,
  evidence: 'complete',
  silenceMs: 320,
});

export const settled = (outcome: 'succeeded' | 'unknown', receipt?: string): call.CallEvent => ({
  type: 'ActionSettled',
  v: 1,
  actionId: 'action-0001',
  outcome,
  proof: outcome === 'unknown' ? 'none' : 'lookup',
  idempotencyKey: 'co-4711-1',
  ...(receipt === undefined ? {} : { receipt }),
});

const fact = (key: string, value: string, source: 'caller' | 'tool'): call.CallEvent => ({
  type: 'FactRecorded',
  v: 1,
  key,
  value,
  source,
  ref: source === 'tool' ? 'lookup_order' : 'u1',
  confirmed: source === 'caller',
});

/** A caller whose cancellation got no answer. */
export const callOf = (answeredAt: number): readonly call.CallEvent[] => [
  {
    type: 'CallStarted',
    v: 1,
    callId: CALL_ID,
    tenantId: 'shop',
    flow: 'orders',
    flowHash: '0123456789abcdef',
    from: '+14155550123',
    to: '+18005550100',
    trunk: 'main',
    gateway: 'gw',
    answeredAt,
    spentTodayMicros: 0,
  },
  prompt('greeting.disclosure', 'Hello, this is the voice agent of the Corner Shop. How can I help?'),
  finished('greeting.disclosure'),
  turn(1, 'hi please cancel my order forty seven eleven'),
  { type: 'Understood', v: 1, turn: 1, meaning: { kind: 'intent', intent: 'cancel' } },
  fact('slot.order_number', '4711', 'caller'),
  fact('order.status', 'packed, ships today', 'tool'),
  fact('order.total', 'USD 84.20', 'tool'),
  {
    type: 'ActionAuthorized',
    v: 1,
    actionId: 'action-0001',
    tool: 'cancel_order',
    toolHash: 'h',
    effect: 'irreversible',
    args: { order: '4711' },
    argsDigest: 'd',
    deadlineAt: answeredAt + 60_000,
    stage: 'cancelling',
  },
  settled('unknown'),
  prompt('said-1', 'I have asked for it, but I do not know yet whether it went through.', 'action-0001'),
  finished('said-1'),
  {
    type: 'HandoffRequested',
    v: 1,
    handoffId: HANDOFF_ID,
    reason: 'tool.in_doubt',
    queue: 'orders',
    trigger: 'tool',
    actionId: 'action-0001',
  },
  {
    type: 'SideEffectsFenced',
    v: 1,
    handoffId: HANDOFF_ID,
    settled: [],
    inDoubt: ['action-0001'],
    notStarted: [],
  },
];

/** Appends to the call's stream as the policy would; each event by an input of its own. */
export const appendToCall = async (
  store: EventStore,
  events: readonly call.CallEvent[],
  from: { version: number; at: number },
) => {
  const appended = [];
  for (const [index, event] of events.entries()) {
    const version = from.version + index;
    const answer = await store.append({
      stream: `call/${CALL_ID}`,
      tenantId: 'shop',
      callId: CALL_ID,
      expectedVersion: version - 1,
      actor: { service: 'dialogue-policy', instance: 'p', epoch: 0 },
      causationId: `in-${version}`,
      input: { type: 'Test', inputId: `in-${version}`, at: from.at + index * 900 },
      events: [event],
      isFinal: false,
    });
    if (answer.kind !== 'appended') throw new Error(`the call's record answers ${answer.kind}`);
    appended.push(...answer.events);
  }
  return appended;
};

/** Telephone lines that report what the test plays. */
export class PlayedLines implements Lines {
  readonly asked: BridgeRequest[] = [];
  readonly hungUp: string[] = [];
  private readonly bridges = new Map<string, (progress: BridgeProgress) => void>();

  bridge(asked: BridgeRequest, onProgress: (progress: BridgeProgress) => void): () => void {
    this.asked.push(asked);
    this.bridges.set(asked.bridgeId, onProgress);
    return () => this.bridges.delete(asked.bridgeId);
  }

  play(state: BridgeProgress['state'], cause = ''): void {
    const last = this.asked.at(-1);
    if (last) this.bridges.get(last.bridgeId)?.({ state, cause });
  }

  async hangUp(_callId: string, bridgeId: string): Promise<boolean> {
    this.hungUp.push(bridgeId);
    return true;
  }

  close(): void {
    this.bridges.clear();
  }
}
