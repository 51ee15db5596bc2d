// The example tenant loads; broken in one place at a time, it does not, and the loader points at the place.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hintsFor, understand } from '@trunkline/flow';
import { loadTenant, type LoadedTenant } from './load';
import { printProblem } from './problem';

const EXAMPLE = resolve(__dirname, '../../../examples/order-desk');
const DICTIONARY = resolve(__dirname, '../../../node_modules/soundswallower/model/en-us/dict.txt');
const variables = {
  agent_uri: 'sip:ana@127.0.0.1:5090',
  orders_url: 'http://127.0.0.1:4100',
  carrier_secret: 'one-that-nobody-guesses',
  short_secret: 'tooshor',
};
const dictionary = new Set(
  readFileSync(DICTIONARY, 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[0] ?? '').replace(/\(\d+\)$/u, '')),
);
const pronounceable = (word: string): boolean => dictionary.has(word);

const loaded = (dir: string): Extract<LoadedTenant, { kind: 'loaded' }>['tenant'] => {
  const result = loadTenant(dir, { variables, pronounceable });
  if (result.kind === 'invalid') throw new Error(result.problems.map(printProblem).join('\n'));
  return result.tenant;
};

describe('the order desk', () => {
  const tenant = loaded(EXAMPLE);
  const flow = tenant.flows['orders'];

  it('loads whole, with its variables filled in', () => {
    expect(Object.keys(tenant.tools)).toEqual(['cancel_order', 'order_status', 'refund_order']);
    expect(tenant.queues['orders']?.agents[0]?.sipUri).toBe('sip:ana@127.0.0.1:5090');
    expect(tenant.tools['cancel_order']?.operation.url).toBe(
      'http://127.0.0.1:4100/orders/{order}/cancellations',
    );
    expect(tenant.tools['cancel_order']?.lookup?.operation.url).toBe('http://127.0.0.1:4100/actions/{key}');
    expect(tenant.limits.linesMax).toBe(50);
    expect(flow?.limits).toMatchObject({
      callMsMax: 300_000,
      spendMicrosMax: 1_000_000,
      spendPerDayMicrosMax: 50_000_000,
    });
    expect(flow?.prices).toEqual({
      telephonyPerSecond: 150,
      recognitionPerSecond: 100,
      synthesisPerCharacter: 15,
    });
  });

  it('has the same hashes whenever it is loaded, and others when something changes', () => {
    expect(loaded(EXAMPLE).hash).toBe(tenant.hash);
    const other = loadTenant(EXAMPLE, { variables: { ...variables, agent_uri: 'sip:bo@127.0.0.1' } });
    expect(other.kind === 'loaded' && other.tenant.hash).not.toBe(tenant.hash);
    expect(other.kind === 'loaded' && other.tenant.flowHashes).toEqual(tenant.flowHashes);
  });

  it('says nothing that its own recogniser could not pronounce', () => {
    const said = Object.values(flow?.phrases ?? {}).flatMap(({ texts }) => texts);
    const words = said
      .join(' ')
      .replace(/\{[^}]*\}/gu, ' ')
      .toLowerCase()
      .split(/[^a-z']+/u)
      .filter(Boolean);
    expect(words.filter((word) => !pronounceable(word))).toEqual([]);
  });

  it('tells the recogniser only words it can pronounce', () => {
    const hints = Object.keys(flow?.stages ?? {}).flatMap((stage) => {
      if (flow === undefined) return [];
      const { phrases, classes, vocabulary } = hintsFor(flow, stage);
      return [...phrases, ...classes.flatMap((entry) => entry.phrases), ...vocabulary];
    });
    const words = new Set(
      hints.flatMap((phrase) => phrase.split(' ')).filter((word) => !word.startsWith('<')),
    );
    expect([...words].filter((word) => !pronounceable(word))).toEqual([]);
  });

  it.each([
    ['greet', 'where is my order', 'intent order_status'],
    ['greet', "i'd like to cancel my order", 'intent cancel_order'],
    ['greet', 'i want a refund', 'intent refund_order'],
    ['greet', 'i want my money back please get my money back', 'intent refund_order'],
    ['anything_else', 'cancel it', 'intent cancel_this'],
    ['anything_else', 'no thanks', 'intent nothing'],
    ['anything_else', "no that's all", 'intent nothing'],
    ['status_check', 'no sorry four seven not four nine', 'slot 47112'],
    ['status_check', 'yes', 'yes'],
    ['status_check', "that's not right", 'no'],
    ['cancel_confirm', 'yes please', 'yes'],
    ['cancel_confirm', 'okay', 'unsure'],
    ['cancel_confirm', "no don't", 'no'],
    ['cancel_confirm', 'can i speak to a person', 'human'],
    ['cancel_confirm', 'let me talk to someone', 'human'],
  ])('%s: "%s" is %s', (stage, text, meant) => {
    if (flow === undefined) throw new Error('no flow');
    const { meaning } = understand(flow, stage, { text, current: { order_number: '49112' } });
    const name =
      meaning.kind === 'intent' ? ` ${meaning.intent}` : meaning.kind === 'slot' ? ` ${meaning.value}` : '';
    expect(`${meaning.kind}${name}`).toBe(meant);
  });
});

describe('a broken tenant', () => {
  const dirs: string[] = [];
  afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

  const copy = (): string => {
    const dir = mkdtempSync(join(tmpdir(), 'tenant-'));
    dirs.push(dir);
    for (const part of ['tenant.yaml', 'flows', 'tools', 'phrases'])
      cpSync(join(EXAMPLE, part), join(dir, part), { recursive: true });
    return dir;
  };

  const TENANT = 'tenant.yaml';
  const FLOW = 'flows/orders.yaml';
  const CANCEL = 'tools/cancel_order.yaml';
  it.each<[problem: RegExp, file: string, from: string, to: string]>([
    [/not YAML/u, 'tenant.yaml', 'id: order-desk', 'id: [order-desk'],
    [/variable "nobody" is not set/u, 'tenant.yaml', '${agent_uri}', '${nobody}'],
    [
      /"sources" is not known here|"source" is not known here/u,
      'tenant.yaml',
      'sources: [127',
      'source: [127',
    ],
    [/"10.0.0.0" is no address block/u, 'tenant.yaml', '127.0.0.0/8', '10.0.0.0'],
    [/"limits.spend_per_day" is "50 dollars"/u, 'tenant.yaml', '$50', '50 dollars'],
    [
      /flow "nowhere" does not exist/u,
      'tenant.yaml',
      '{ number: orders, flow: orders }',
      '{ number: orders, flow: nowhere }',
    ],
    [
      /number "\+15550100" stands here twice/u,
      'tenant.yaml',
      "- { number: '+15550100'",
      "- { number: '+15550100', flow: orders }\n  - { number: '+15550100'",
    ],
    [/sip_uri/u, 'tenant.yaml', "'${agent_uri}'", 'ana'],
    [/"endpointing.complete" is "fast"/u, FLOW, 'complete: 240ms', 'complete: fast'],
    [/"stages.greet" lacks "prompt"/u, FLOW, '    prompt: how_can_i_help\n', ''],
    [
      /"mood" is not known here/u,
      FLOW,
      '    prompt: which_order\n',
      '    mood: cheerful\n    prompt: which_order\n',
    ],
    [/trunk "loopback" is known by nothing/u, TENANT, '    sources: [127.0.0.0/8]\n', ''],
    [
      /the secret of trunk "loopback" stands in the file/u,
      TENANT,
      'sources: [127.0.0.0/8]',
      'auth: { username: carrier, secret: in-the-clear }',
    ],
    [
      /"trunks.0.auth" lacks "secret"[^]*a variable/u,
      TENANT,
      'sources: [127.0.0.0/8]',
      'auth: { username: carrier }',
    ],
    [
      /username "carrier" is that of trunk "loopback" too/u,
      TENANT,
      'sources: [127.0.0.0/8]',
      "auth: { username: carrier, secret: '${carrier_secret}' }\n" +
        "  - { name: other, auth: { username: carrier, secret: '${carrier_secret}' } }",
    ],
    [/stage "nowhere" does not exist/u, FLOW, 'next: status_check', 'next: nowhere'],
    [/phrase "no_such_phrase" does not exist/u, FLOW, 'prompt: order_is', 'prompt: no_such_phrase'],
    [
      /stage "greet" has no no-match phrase/u,
      FLOW,
      '    no_match: [what_you_can_say, what_you_can_press]\n\n',
      '    no_match: []\n\n',
    ],
    [/"caller.bored" is no reason code/u, FLOW, 'caller.requested_human', 'caller.bored'],
    [
      /queue "returns" does not exist/u,
      FLOW,
      'reason: model.no_progress\n    queue: orders',
      'reason: model.no_progress\n    queue: returns',
    ],
    [/pattern "order \(status": "\(" is not closed/u, FLOW, '- order status', '- order (status'],
    [/does not know how "frobnicate" is pronounced/u, FLOW, '- order status', '- frobnicate status'],
    [
      /stage "lonely" is reached from nowhere/u,
      FLOW,
      '  bye:\n',
      '  lonely: { kind: end, objective: Nothing., prompt: goodbye, outcome: contained }\n  bye:\n',
    ],
    [/without a yes to a read-back/u, FLOW, 'succeeded: cancel_confirm', 'succeeded: cancel_act'],
    [
      /leads to "anything_else", which is no hand-off/u,
      FLOW,
      'unknown: cancel_unknown',
      'unknown: anything_else',
    ],
    [
      /leads to "cancel_act", which it forbids/u,
      FLOW,
      "    'yes': cancel_act\n    'no': cancel_dropped\n    forbids: [status_check",
      "    'yes': cancel_act\n    'no': cancel_dropped\n    forbids: [cancel_act, status_check",
    ],
    [/over its budget goes on to "greet"/u, FLOW, 'exhausted: no_progress', 'exhausted: greet'],
    [/has no budget/u, FLOW, '  budget: { time: 60s, turns: 6 }\n', ''],
    [
      /argument "amount" is not given/u,
      FLOW,
      'args: &refund { order: slot.order_number, amount: fact.order.total,',
      'args: &refund { order: slot.order_number,',
    ],
    [
      /fact "order.colour" \(no tool provides it\)/u,
      FLOW,
      'amount: fact.order.total',
      'amount: fact.order.colour',
    ],
    [
      /does not name its argument "order"/u,
      'phrases/en.yaml',
      'Shall I cancel order {slot.order_number:digits}, {fact.order.item}?',
      'Shall I cancel {fact.order.item}?',
    ],
    [
      /fact "order.colour" is provided by no tool/u,
      'phrases/en.yaml',
      "{fact.order.item}. It {fact.order.status:order_status}.'",
      "{fact.order.colour}.'",
    ],
    [/phrase "goodbye" stands/u, 'phrases/en.yaml', '# Opening and closing', 'goodbye2: [x]'],
    [/is retried without an idempotency key/u, CANCEL, 'idempotency: { header: Idempotency-Key }\n', ''],
    [/the URL names \{number\}, which is no argument/u, CANCEL, '/orders/{order}/', '/orders/{number}/'],
    [/changes something by GET/u, CANCEL, 'method: POST', 'method: GET'],
    [/nothing says where an answer has it/u, CANCEL, '  error: /error\n', ''],
    [/waits for less time than one attempt/u, CANCEL, 'patience: 6s', 'patience: 1s'],
    [
      /fact "order.status" takes the field "state"/u,
      'tools/order_status.yaml',
      'order.status: status',
      'order.status: state',
    ],
  ])('%s in %s', (...[problem, file, from, to]) => {
    const dir = copy();
    const path = join(dir, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
    if (to.startsWith('goodbye2')) writeFileSync(join(dir, 'phrases/more.yaml'), 'goodbye: Bye.\n');
    const result = loadTenant(dir, { variables, pronounceable });
    const found = result.kind === 'invalid' ? result.problems : [];
    expect(found.map(printProblem).join('\n')).toMatch(problem);
    for (const { line, column, hint } of found) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(hint).not.toBe('');
    }
  });

  const withTrunk = (trunk: string): string => {
    const dir = copy();
    const path = join(dir, TENANT);
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('sources: [127.0.0.0/8]', () => trunk),
    );
    return dir;
  };

  it('knows a trunk by its digest, its addresses, its lines, and takes its own id for a realm', () => {
    const dir = withTrunk("auth: { username: carrier, secret: '${carrier_secret}' }\n    lines: 3");
    expect(loaded(dir).trunks).toEqual([
      {
        name: 'loopback',
        auth: {
          ...{ realm: 'order-desk', username: 'carrier', secret: 'one-that-nobody-guesses' },
          algorithms: ['SHA-256', 'MD5'],
        },
        linesMax: 3,
      },
    ]);
  });

  it('lets no secret into its hash or into what it says of a wrong one', () => {
    const dir = withTrunk("auth: { username: carrier, secret: '${carrier_secret}' }");
    const other = loadTenant(dir, { variables: { ...variables, carrier_secret: 'another-one' } });
    expect(other.kind === 'loaded' && other.tenant.hash).toBe(loaded(dir).hash);
    const short = loadTenant(withTrunk("auth: { username: carrier, secret: '${short_secret}' }"), {
      variables,
    });
    const said = short.kind === 'invalid' ? short.problems.map(printProblem).join() : '';
    expect(said).toMatch(/"trunks.0.auth.secret" must NOT have fewer than 8 characters/u);
    expect(said).not.toContain('tooshor');
  });

  it('points at the line and column of what is wrong', () => {
    const dir = copy();
    const path = join(dir, FLOW);
    const lines = readFileSync(path, 'utf8').split('\n');
    const at = lines.findIndex((line) => line === '    next: status_check');
    lines[at] = '    next: nowhere';
    writeFileSync(path, lines.join('\n'));
    const result = loadTenant(dir, { variables });
    expect(result.kind === 'invalid' && result.problems[0]).toMatchObject({
      file: FLOW,
      line: at + 1,
      column: 5,
    });
  });

  it('says so when there is no tenant at all', () => {
    const dir = mkdtempSync(join(tmpdir(), 'tenant-'));
    dirs.push(dir);
    mkdirSync(join(dir, 'flows'));
    const result = loadTenant(dir, { variables });
    expect(result.kind === 'invalid' && result.problems[0]).toMatchObject({
      file: 'tenant.yaml',
      problem: 'the file does not exist',
    });
  });
});
