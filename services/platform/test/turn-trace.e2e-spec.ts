// Each turn of a call is one trace through every service that worked for it, in the order of who caused what.
import * as policy from '@trunkline/dialogue-policy/spans';
import * as handoff from '@trunkline/handoff/spans';
import { openCaller } from '@trunkline/platform/trial/people';
import { nothingOpen } from '@trunkline/platform/trial/record-reading';
import * as gateway from '@trunkline/sip-gateway/spans';
import * as stt from '@trunkline/stt/spans';
import * as tools from '@trunkline/tool-gateway/spans';
import * as tts from '@trunkline/tts/spans';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningPlatform, runPlatform } from './running-platform';

interface WrittenSpan {
  readonly trace: string;
  readonly span: string;
  readonly parent?: string;
  readonly name: string;
  readonly scope: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes?: object }[];
  readonly links: readonly string[];
}

const CALL_MS_MAX = 90_000;
const SERVICES = [gateway, stt, policy, tools, tts, handoff] as const;
const NAMES: readonly string[] = SERVICES.flatMap(({ SPAN }) => Object.values(SPAN));
const ATTRIBUTES: readonly string[] = SERVICES.flatMap(({ ATTRIBUTE }) => Object.values(ATTRIBUTE));
const EVENTS: readonly string[] = [gateway, stt, tts].flatMap(({ SPAN_EVENT }) => Object.values(SPAN_EVENT));
const TOOLS = ['order_status', 'cancel_order', 'refund_order'];

describe('the traces of a call', () => {
  let platform: RunningPlatform;
  let spans: readonly WrittenSpan[];
  let metrics: string;

  beforeAll(async () => {
    platform = await runPlatform({
      suite: 'turn-trace',
      gateway: { rtpPortMin: 48_000, rtpPortMax: 48_099 },
    });
    const caller = await openCaller({ rtpPort: 47_400 });
    await caller.call(platform.uri, [
      ...[{ listen: 600 }, { say: 'where is my order' }, { listen: 500 }, { press: '47112' }],
      ...[{ listen: 900 }, { say: 'yes please' }, { listen: 1_500 }, { say: 'i want to talk to a human' }],
      ...[{ wait: 3_500 }, 'hang up'],
    ]);
    await caller.close();
    await nothingOpen(platform.record.store, CALL_MS_MAX);
    metrics = await (await fetch(`http://${platform.http.host}:${platform.http.port}/metrics`)).text();
    // Spans are written in batches, the last one at the end.
    await platform.end();
    const lines = await readFile(join(platform.dir, 'spans.jsonl'), 'utf8');
    spans = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as WrittenSpan);
  }, CALL_MS_MAX);
  afterAll(() => platform.stop());

  const traceOf = (name: string): readonly WrittenSpan[] => {
    const found = spans.find((span) => span.name === name);
    return spans.filter(({ trace }) => trace === found?.trace);
  };
  /** Names from the root down to the span. */
  const pathOf = (name: string): readonly string[] => {
    const path: string[] = [];
    let at = spans.find((span) => span.name === name);
    for (; at; at = spans.find(({ span }) => span === at?.parent)) path.unshift(at.name);
    return path;
  };

  it('are one of the call and one of each turn, linked to it', () => {
    const call = spans.filter(({ name }) => name === gateway.SPAN.call);
    const turns = spans.filter(({ name }) => name === gateway.SPAN.turn);
    expect(call).toHaveLength(1);
    expect(turns).toHaveLength(4);
    expect(new Set(turns.map(({ trace }) => trace)).size).toBe(4);
    for (const turn of turns) expect(turn.links).toEqual([call[0]?.trace]);
  });

  it('go through every service that a turn with a tool needs, as one trace', () => {
    const scopes = traceOf('execute_tool order_status').map(({ scope }) => scope.replace('trunkline.', ''));
    expect([...new Set(scopes)].sort()).toEqual([
      'dialogue-policy',
      'sip-gateway',
      'stt',
      'tool-gateway',
      'tts',
    ]);
  });

  it('go on into the hand-off that a turn asked for', () => {
    expect(traceOf(handoff.SPAN.handoff).map(({ name }) => name)).toEqual(
      expect.arrayContaining([gateway.SPAN.turn, policy.SPAN.decide, handoff.SPAN.freeze]),
    );
  });

  it.each([
    [stt.SPAN.utterance, [gateway.SPAN.turn, stt.SPAN.utterance]],
    [gateway.SPAN.playout, [gateway.SPAN.turn, policy.SPAN.decide, gateway.SPAN.playout]],
    [
      tools.SPAN.request,
      [gateway.SPAN.turn, policy.SPAN.decide, 'execute_tool order_status', tools.SPAN.request],
    ],
  ])('put %s where it belongs', (name, path) => {
    expect(pathOf(name)).toEqual(path);
  });

  it('put what is said of an answer below the decision that followed from it', () => {
    const answer = spans.find(({ attributes }) => attributes[policy.ATTRIBUTE.input] === 'SettleAction');
    const asked = spans.find(({ span }) => span === answer?.parent);
    expect(asked?.name).toBe(policy.SPAN.decide);
    expect(spans.filter(({ parent }) => parent === answer?.span).map(({ name }) => name)).toContain(
      tts.SPAN.prompt,
    );
  });

  it.each(['endpointing', 'asr_final', 'policy', 'tool', 'tts_ttfb', 'playout'])(
    'come with the time that turns spent in %s',
    (stage) => {
      expect(metrics).toMatch(
        new RegExp(`^voice_turn_stage_seconds_count\\{[^}]*stage="${stage}"[^}]*\\} [1-9]`, 'm'),
      );
    },
  );

  it('have no span whose parent is not there', () => {
    const ids = new Set(spans.map(({ span }) => span));
    expect(spans.filter(({ parent }) => parent !== undefined && !ids.has(parent))).toEqual([]);
    const roots = spans.filter(({ parent }) => parent === undefined).map(({ name }) => name);
    expect(new Set(roots)).toEqual(new Set([gateway.SPAN.call, gateway.SPAN.turn]));
  });

  it('use declared names and attributes alone', () => {
    const declared = [...NAMES, ...TOOLS.map((tool) => `${tools.SPAN.executeTool} ${tool}`)];
    expect(spans.map(({ name }) => name).filter((name) => !declared.includes(name))).toEqual([]);
    const keys = spans.flatMap(({ attributes }) => Object.keys(attributes));
    expect(keys.filter((key) => !ATTRIBUTES.includes(key))).toEqual([]);
    const events = spans.flatMap((span) => span.events);
    expect(events.filter(({ name }) => !EVENTS.includes(name))).toEqual([]);
    expect(events.filter(({ attributes }) => Object.keys(attributes ?? {}).length > 0)).toEqual([]);
  });

  it('hold ids, numbers and words of closed lists, and no text', () => {
    const isWord = (value: unknown): boolean =>
      typeof value === 'number' || typeof value === 'boolean' || /^[\w.:-]{1,64}$/.test(String(value));
    const texts = spans.flatMap(({ attributes }) => Object.entries(attributes).filter(([, v]) => !isWord(v)));
    expect(texts).toEqual([]);
  });
});
