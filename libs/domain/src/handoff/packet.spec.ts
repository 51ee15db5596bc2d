// Specs of the packet: it obeys its schema, says what the record says, and is the same bytes for the same record.
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Recorded } from '@trunkline/event-sourcing';
import { type CallEvent } from '../call/events';
import { packetOf } from './packet';
import { type HandoffPacket } from './packet-model';
import { bytesOf, PACKET_BYTES_MAX, packetText } from './packet-size';
import { type FlowNames, type PacketSources } from './packet-sources';
import { REASONS } from './reason-codes';
import { wordsOf } from './wording';

const schema = JSON.parse(
  readFileSync(join(__dirname, '../../../../docs/schemas/handoff-packet.schema.json'), 'utf8'),
) as object;
const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(schema);
const complaints = (packet: HandoffPacket | undefined): unknown => {
  validate(JSON.parse(JSON.stringify(packet)));
  return validate.errors ?? [];
};

const T0 = Date.UTC(2026, 0, 5, 9, 0, 0);
const record = (events: readonly CallEvent[]): Recorded<CallEvent>[] =>
  events.map((event, version) => ({
    eventId: `call/call-0001#in-${version}#0`,
    tenantId: 'shop',
    callId: 'call-0001',
    stream: 'call/call-0001',
    version,
    at: T0 + version * 1_000,
    inputId: `in-${version}`,
    causationId: `in-${version}`,
    actor: { service: 'test', instance: 't', epoch: 1 },
    event,
    prevHash: '',
    hash: '',
  }));

const flow: FlowNames = {
  locale: 'en-US',
  globals: { disclosure: 'greeting.disclosure' },
  slots: {
    order_number: { label: 'order number', sensitivity: 'identifier' },
    pin: { label: 'PIN', sensitivity: 'secret' },
  },
  intents: { cancel: { label: 'wants to cancel an order' } },
  tools: { cancel_order: { label: 'cancel order' } },
};

const started: CallEvent = {
  type: 'CallStarted',
  v: 1,
  callId: 'call-0001',
  tenantId: 'shop',
  flow: 'orders',
  flowHash: 'abcdef0123456789',
  from: 'sip:+14155550123@192.0.2.10',
  to: '+18005550100',
  trunk: 'main',
  gateway: 'gw-1',
  answeredAt: T0,
  spentTodayMicros: 0,
};
const prompt = (promptId: string, text: string, more: object = {}): CallEvent => ({
  type: 'PromptQueued',
  v: 1,
  promptId,
  kind: 'answer',
  phrase: promptId,
  sentences: [text],
  cacheable: false,
  bargeIn: true,
  claims: [],
  ...more,
});
const finished = (promptId: string): CallEvent => ({
  type: 'PromptFinished',
  v: 1,
  promptId,
  playedMs: 2_000,
  durationMs: 2_000,
  endedMs: 2_400,
});
const cut = (promptId: string, playedMs: number, heard: string): CallEvent => ({
  type: 'PromptCut',
  v: 1,
  promptId,
  playedMs,
  heard,
});
const turn = (n: number, text: string): CallEvent => ({
  type: 'TurnEnded',
  v: 1,
  turn: n,
  utteranceIds: [`u${n}`],
  text,
  evidence: 'complete',
  silenceMs: 300,
});
const fact = (key: string, value: string, source: 'caller' | 'dtmf' | 'tool' | 'system'): CallEvent => ({
  type: 'FactRecorded',
  v: 1,
  key,
  value,
  source,
  ref: 'ref-1',
  confirmed: false,
});
const authorized = (actionId: string, effect: 'read' | 'reversible' | 'irreversible'): CallEvent => ({
  type: 'ActionAuthorized',
  v: 1,
  actionId,
  tool: 'cancel_order',
  toolHash: 'h',
  effect,
  args: { number: '4711', pin: '0000' },
  argsDigest: 'd',
  deadlineAt: T0 + 60_000,
  stage: 'cancelling',
});
const settled = (
  actionId: string,
  outcome: 'succeeded' | 'failed' | 'unknown',
  receipt?: string,
): CallEvent => ({
  type: 'ActionSettled',
  v: 1,
  actionId,
  outcome,
  proof: 'response',
  idempotencyKey: `key-${actionId}`,
  ...(receipt === undefined ? {} : { receipt }),
});
const fenced: CallEvent = {
  type: 'SideEffectsFenced',
  v: 1,
  handoffId: 'handoff-1',
  settled: [],
  inDoubt: [],
  notStarted: [],
};

/** A caller cancels an order and the answer of the order system is lost. */
const inDoubt: readonly CallEvent[] = [
  started,
  prompt('greeting.disclosure', 'Hello, I am a voice agent.'),
  finished('greeting.disclosure'),
  turn(1, 'cancel my order forty-seven eleven'),
  { type: 'Understood', v: 1, turn: 1, meaning: { kind: 'intent', intent: 'cancel' } },
  fact('slot.order_number', '4711', 'caller'),
  fact('slot.pin', '0000', 'dtmf'),
  fact('order.status', 'packed', 'tool'),
  authorized('action-0001', 'irreversible'),
  settled('action-0001', 'unknown'),
  prompt('said-1', 'I asked for it. I do not know yet whether it went through.', { tells: 'action-0001' }),
  cut('said-1', 900, 'I asked for it.'),
  {
    type: 'HandoffRequested',
    v: 1,
    handoffId: 'handoff-1',
    reason: 'tool.in_doubt',
    queue: 'orders',
    trigger: 'tool',
    actionId: 'action-0001',
  },
  { type: 'FenceRaised', v: 1, fenceEpoch: 2 },
  fenced,
];

const sources = (
  events: readonly CallEvent[],
  more: Partial<PacketSources['handoff']> = {},
): PacketSources => ({
  callEvents: record(events),
  handoff: {
    handoffId: 'handoff-1',
    packetId: 'packet-1-handoff',
    revision: 1,
    reason: 'tool.in_doubt',
    fenceEpoch: 2,
    asOfVersion: events.length - 1,
    traceparent: '',
    ...more,
  },
  queue: { name: 'orders', skills: ['orders'] },
  flow,
  transcriptUri: 'urn:trunkline:transcript:call-0001',
  redact: { policy: 'none', text: (text) => ({ text, entities: 0 }) },
});
const made = (events: readonly CallEvent[], more: Partial<PacketSources['handoff']> = {}): HandoffPacket => {
  const packet = packetOf(sources(events, more));
  if (!packet) throw new Error('no packet');
  return packet;
};

describe('the packet of an action in doubt', () => {
  const packet = made(inDoubt);

  it('obeys its schema', () => expect(complaints(packet)).toEqual([]));

  it('says in ten seconds who, what, why, what is done and what not to do', () => {
    expect(packet.headline).toEqual({
      who: '+1 *** *** 0123 - identity claimed',
      want: 'Wants to cancel an order: 4711',
      why: 'An action is in doubt (tool.in_doubt)',
      done: 'DO NOT RETRY: Cancel order 4711 is in doubt',
      next: 'Look up key-action-0001 (Cancel order 4711) before anything else',
    });
  });

  it('keeps what a system says apart from what the caller says, and secrets out', () => {
    expect(packet.facts.map(({ key, status }) => [key, status])).toEqual([
      ['order.status', 'verified'],
      ['slot.order_number', 'claimed'],
    ]);
    expect(packetText(packet)).not.toContain('0000');
    expect(packetText(packet)).not.toContain('4155550123');
  });

  it('gives the key to look the action up by, and forbids to do it again', () => {
    expect(packet.actions).toMatchObject([
      {
        status: 'in_doubt',
        idempotencyKey: 'key-action-0001',
        human: 'do_not_retry',
        effect: 'irreversible',
      },
    ]);
    expect(packet.suggestedNext.playbookId).toBe('tool.in_doubt');
    expect(packet.openQuestions).toHaveLength(1);
  });

  it('holds what was heard of a prompt that was cut, not what was planned', () => {
    expect(packet.transcript.lastTurns.at(-1)).toMatchObject({
      by: 'ai',
      cut: true,
      text: 'I asked for it.',
    });
    expect(packetText(packet)).not.toContain('went through');
    expect(packet.promises).toEqual([{ text: 'I asked for it.', seq: 11 }]);
  });

  it('points to the events that a human can look up', () => {
    expect(packet.reason).toMatchObject({ severity: 'p1', trigger: 'tool', evidenceSeq: [3, 8, 9, 12] });
  });
});

describe('the disclosure', () => {
  const disclosed = (...end: readonly CallEvent[]) =>
    made([started, prompt('greeting.disclosure', 'I am a voice agent.'), ...end]).compliance.aiDisclosed;

  it('counts only when it was played', () => {
    expect(disclosed()).toEqual({ played: false });
    expect(disclosed(cut('greeting.disclosure', 400, 'I'))).toEqual({ played: false });
    expect(disclosed(cut('greeting.disclosure', 1_400, 'I am a voice'))).toMatchObject({ played: true });
    expect(disclosed(finished('greeting.disclosure'))).toMatchObject({
      played: true,
      textId: 'greeting.disclosure',
    });
  });
});

describe('actions', () => {
  const start = [started, fact('slot.order_number', '4711', 'caller')];
  const actions = (...events: readonly CallEvent[]) => made([...start, ...events]).actions;

  it('that were done carry a receipt', () => {
    const done = actions(
      authorized('action-0001', 'irreversible'),
      settled('action-0001', 'succeeded', 'RC-9'),
    );
    expect(done).toMatchObject([{ status: 'committed', human: 'none', receipt: { ref: 'RC-9' } }]);
  });

  it('that never started may be done by the human', () => {
    const fence: CallEvent = { ...fenced, notStarted: ['action-0001'] };
    expect(actions(authorized('action-0001', 'irreversible'), fence)).toMatchObject([
      { status: 'not_started', human: 'safe_to_retry' },
    ]);
  });

  it('without an outcome at the fence are in doubt, reads are not', () => {
    const fence: CallEvent = { ...fenced, inDoubt: ['action-0001', 'action-0002'] };
    const both = actions(authorized('action-0001', 'reversible'), authorized('action-0002', 'read'), fence);
    expect(both).toMatchObject([
      { actionId: 'action-0001', status: 'in_doubt', human: 'verify' },
      { actionId: 'action-0002', status: 'failed', human: 'safe_to_retry' },
    ]);
  });

  it('are in the order of danger', () => {
    const order = actions(
      authorized('action-read', 'read'),
      settled('action-read', 'succeeded'),
      authorized('action-done', 'irreversible'),
      settled('action-done', 'succeeded', 'RC-1'),
      authorized('action-open', 'reversible'),
      authorized('action-doubt', 'irreversible'),
      settled('action-doubt', 'unknown'),
    );
    expect(order.map(({ actionId }) => actionId)).toEqual([
      'action-doubt',
      'action-open',
      'action-done',
      'action-read',
    ]);
  });
});

describe('facts', () => {
  it('that a system contradicts are marked, with both values', () => {
    const packet = made([
      started,
      fact('slot.order_number', '4711', 'caller'),
      fact('slot.order_number', '4712', 'tool'),
    ]);
    expect(packet.facts.map(({ value, status }) => [value, status])).toEqual([
      ['4712', 'verified'],
      ['4711', 'contradicted'],
    ]);
    expect(packet.openQuestions[0]).toContain('4711');
  });

  it('hold the newest word of the caller', () => {
    const packet = made([
      started,
      fact('slot.order_number', '4711', 'caller'),
      fact('slot.order_number', '4811', 'caller'),
    ]);
    expect(packet.facts.map(({ value }) => value)).toEqual(['4811']);
  });
});

describe('revisions', () => {
  it('fold a late receipt and keep the time of the fence', () => {
    const late = [...inDoubt, settled('action-0001', 'succeeded', 'RC-4711')];
    const revised = made(late, { revision: 2 });
    expect(revised).toMatchObject({ rev: 2, asOfSeq: 15, frozenAt: made(inDoubt).frozenAt });
    expect(revised.headline.done).toBe('Done: Cancel order 4711');
    expect(revised.headline.next).toBe('No longer in doubt: tell the caller how it ended');
    expect(complaints(revised)).toEqual([]);
  });

  it('do not look past their version', () => {
    const late = [...inDoubt, settled('action-0001', 'succeeded', 'RC-4711')];
    expect(packetText(made(late, { asOfVersion: 14 }))).toBe(packetText(made(inDoubt)));
  });
});

it('a record without a call gives no packet', () => {
  expect(packetOf(sources([]))).toBeUndefined();
});

const text = fc.string({ maxLength: 400, unit: 'grapheme' });
const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.tuple(fc.nat(20), text).map(([n, said]) => turn(n, said)),
  fc
    .tuple(fc.constantFrom('p1', 'p2', 'p3'), text)
    .map(([id, said]) => prompt(id, said, { tells: 'action-0001' })),
  fc.constantFrom('p1', 'p2', 'p3').map(finished),
  fc.tuple(fc.constantFrom('p1', 'p2'), text).map(([id, heard]) => cut(id, 800, heard)),
  fc
    .tuple(text, text, fc.constantFrom('caller', 'dtmf', 'tool', 'system'))
    .map(([key, value, source]) => fact(key, value, source)),
  fc
    .tuple(
      fc.constantFrom('action-0001', 'action-0002'),
      fc.constantFrom('read', 'reversible', 'irreversible'),
    )
    .map(([id, effect]) => authorized(id, effect)),
  fc
    .tuple(
      fc.constantFrom('action-0001', 'action-0002'),
      fc.constantFrom('succeeded', 'failed', 'unknown'),
      text,
    )
    .map(([id, outcome, receipt]) => settled(id, outcome, receipt)),
  fc.constant(fenced),
);

describe('the headline', () => {
  it.each(Object.keys(REASONS))('of %s ends with a whole instruction', (reason) => {
    const { headline } = made([started], { reason: reason as PacketSources['handoff']['reason'] });
    expect(headline.next).not.toContain('\u2026');
    expect(headline.why).not.toContain('\u2026');
  });
});

describe('any packet', () => {
  it('obeys its schema, its bytes and its words, and is the same twice', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 40 }),
        fc.constantFrom(...Object.keys(REASONS)),
        (events, reason) => {
          const packet = made([started, ...events], { reason: reason as PacketSources['handoff']['reason'] });
          expect(complaints(packet)).toEqual([]);
          expect(bytesOf(packetText(packet))).toBeLessThanOrEqual(PACKET_BYTES_MAX);
          expect(Object.values(packet.headline).flatMap(wordsOf).length).toBeLessThanOrEqual(45);
          expect(packetText(made([started, ...events], { reason: packet.reason.code }))).toBe(
            packetText(packet),
          );
        },
      ),
      { numRuns: 150, seed: 11 },
    );
  });

  it('stays within its bytes in scripts of several bytes a letter', () => {
    const wide = '\u6F22'.repeat(200);
    const facts = Array.from({ length: 12 }, (_, n) => fact(`${n}${wide}`, wide, 'tool'));
    const actions = Array.from({ length: 10 }, (_, n): CallEvent[] => [
      { ...authorized(`action-${1_000 + n}`, 'irreversible'), tool: `${n}${wide}` } as CallEvent,
      settled(`action-${1_000 + n}`, 'succeeded', wide),
    ]).flat();
    const turns = Array.from({ length: 6 }, (_, n) => turn(n, wide));
    const packet = made([started, ...facts, ...actions, ...turns]);
    expect(bytesOf(packetText(packet))).toBeLessThanOrEqual(PACKET_BYTES_MAX);
    expect(complaints(packet)).toEqual([]);
  });
});
