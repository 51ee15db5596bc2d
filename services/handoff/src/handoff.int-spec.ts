// The service from outside: gRPC on one side, the desk's HTTP on the other, a gateway double behind it.
import { handoff as contract } from '@trunkline/contracts';
import { connect, deadlineIn } from '@trunkline/grpc';
import { type DeskEvent } from '@trunkline/domain/handoff/index';
import { Metadata } from '@grpc/grpc-js';
import { DESK_KEY, DeskApplication } from '../test/desk-application.double';
import { HANDOFF_ID, request, settled, turn } from '../test/scene.double';

const STATE = contract.HandoffState;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

let desk: DeskApplication;
let client: contract.HandoffsServiceClient;
let cookie = '';

const http = async (
  method: string,
  path: string,
  more: { body?: object; headers?: object } = {},
): Promise<Answer> => {
  const response = await fetch(`${desk.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', Cookie: cookie, ...more.headers },
    ...(more.body ? { body: JSON.stringify(more.body) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
};

const signIn = async (agentId = 'ana'): Promise<Answer> => {
  const answer = await http('POST', '/v1/desk/session', {
    body: { deskKey: DESK_KEY, tenantId: 'shop', agentId },
  });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return answer;
};

/** The stream of a desk, event by event. */
class Stream {
  private readonly abort = new AbortController();
  private readonly messages: { id: string; event: DeskEvent }[] = [];
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private text = '';

  static async open(lastEventId?: string): Promise<Stream> {
    const stream = new Stream();
    const response = await fetch(`${desk.url}/v1/desk/stream`, {
      headers: { Cookie: cookie, ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }) },
      signal: stream.abort.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    stream.reader = response.body?.getReader();
    return stream;
  }

  async next<T extends DeskEvent['type']>(
    type: T,
  ): Promise<{ id: string; event: Extract<DeskEvent, { type: T }> }> {
    for (;;) {
      for (let message = this.messages.shift(); message; message = this.messages.shift()) {
        if (message.event.type === type)
          return message as { id: string; event: Extract<DeskEvent, { type: T }> };
      }
      await this.read();
    }
  }

  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    const chunk = await this.reader?.read();
    if (!chunk || chunk.done) throw new Error('the stream has ended');
    this.text += Buffer.from(chunk.value).toString();
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) {
      const id = /^id: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (id !== undefined && data !== undefined)
        this.messages.push({ id, event: JSON.parse(data) as DeskEvent });
    }
  }
}

/** A hand-off as the dialogue policy asks for it. */
const ask = (more: object = {}) => {
  const stream = client.request({ ...request, ...more }, new Metadata(), deadlineIn(60_000));
  const seen: contract.RequestResponse[] = [];
  let wake: () => void = () => undefined;
  stream.on('data', (response: contract.RequestResponse) => {
    seen.push(response);
    wake();
  });
  const ended = new Promise<string>((resolve) => {
    stream.on('error', (error) => resolve(error.message));
    stream.on('end', () => resolve('end'));
  });
  const until = async (state: contract.HandoffState): Promise<contract.RequestResponse> => {
    for (;;) {
      const found = seen.find((response) => response.state === state);
      if (found) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { seen, ended, until, leave: () => stream.cancel() };
};

beforeEach(async () => {
  desk = new DeskApplication();
  await desk.start();
  client = connect(contract.HandoffsServiceClient, desk.service.address);
  cookie = '';
});

afterEach(async () => {
  client.close();
  await desk.stop();
});

describe('a caller who is handed over', () => {
  it('gets a human with everything the human needs', async () => {
    await desk.call(Date.now() - 60_000);
    await signIn();
    const stream = await Stream.open();
    await stream.next('snapshot');
    await http('POST', '/v1/desk/presence', { body: { state: 'ready' } });
    const asked = ask();
    expect(await asked.until(STATE.HANDOFF_STATE_QUEUED)).toMatchObject({
      headline: 'Wants to cancel an order: 4711',
    });
    const { event } = await stream.next('offer');
    const { offerId } = event.offer;
    expect(event.offer.packet.headline.done).toContain('DO NOT RETRY');
    expect((await http('POST', `/v1/desk/offers/${offerId}/rendered`)).status).toBe(204);

    expect((await http('GET', `/v1/desk/handoffs/${HANDOFF_ID}`)).body).toEqual(event.offer.packet);

    const accept = { headers: { 'Idempotency-Key': 'accept-0001' } };
    const first = await http('POST', `/v1/desk/offers/${offerId}/accept`, accept);
    const second = await http('POST', `/v1/desk/offers/${offerId}/accept`, accept);
    expect([first.status, first.body]).toEqual([200, { offerId, state: 'taken' }]);
    expect(second.body).toEqual(first.body);

    expect(await desk.lines.asks(0)).toMatchObject({
      callId: 'call-0001',
      targetUri: 'sip:ana@127.0.0.1:5090',
    });
    desk.lines.play(offerId, { state: 'bridged', cause: '' });
    expect(await asked.until(STATE.HANDOFF_STATE_BRIDGED)).toMatchObject({ agentName: 'Ana Sousa' });
    await desk.append(settled('succeeded', 'RC-4711'), Date.now());
    expect((await stream.next('packet')).event.packet).toMatchObject({ rev: 2 });
    desk.lines.play(offerId, { state: 'ended', cause: 'caller-left' });
    await asked.until(STATE.HANDOFF_STATE_COMPLETED);
    expect(await asked.ended).toBe('end');

    const words = { disposition: 'resolved', rating: 'clear', callerRepeated: false };
    const wrapUp = await http('POST', `/v1/desk/handoffs/${HANDOFF_ID}/wrap-up`, {
      body: words,
      headers: { 'Idempotency-Key': 'wrap-0001' },
    });
    expect(wrapUp.body).toEqual({ handoffId: HANDOFF_ID, state: 'completed' });
    expect((await stream.next('over')).event.notice.kind).toBe('completed');
    stream.close();
  });

  it('is seen to leave, at the desk and by the policy', async () => {
    await desk.call(Date.now() - 60_000);
    await signIn();
    const stream = await Stream.open();
    await http('POST', '/v1/desk/presence', { body: { state: 'ready' } });
    const asked = ask();
    const { offer } = (await stream.next('offer')).event;
    const cancelled = await new Promise((resolve) => {
      client.cancel({ handoffId: HANDOFF_ID, reason: 'caller-left' }, (_error, answer) => resolve(answer));
    });
    expect(cancelled).toEqual({ found: true });
    expect((await stream.next('over')).event.notice.kind).toBe('caller-left');
    await asked.until(STATE.HANDOFF_STATE_ABANDONED);
    const late = await http('POST', `/v1/desk/offers/${offer.offerId}/accept`, {
      headers: { 'Idempotency-Key': 'accept-0001' },
    });
    expect(late).toMatchObject({
      status: 409,
      body: { error: 'offer_expired', mend: expect.any(String) as string },
    });
    stream.close();
  });
});

describe('a request', () => {
  it('that is asked again attaches, and leaving the stream changes nothing', async () => {
    await desk.call(Date.now() - 60_000);
    const first = ask();
    await first.until(STATE.HANDOFF_STATE_QUEUED);
    first.leave();
    await first.ended;
    const second = ask();
    expect(await second.until(STATE.HANDOFF_STATE_QUEUED)).toMatchObject({ revision: 1 });
    second.leave();
  });

  it.each([
    [{ tenantId: 'nobody' }, 'there is no tenant nobody'],
    [{ queue: 'sales' }, 'there is no queue sales; the tenant has: orders'],
    [{ handoffId: 'x' }, 'handoff_id must be 8 to 64 characters'],
  ])('that cannot be served is refused in words: %j', async (more, words) => {
    expect(await ask(more).ended).toContain(words);
  });
});

describe('a stream that broke', () => {
  it('goes on after the last event that was seen', async () => {
    await desk.call(Date.now() - 60_000);
    await signIn();
    const first = await Stream.open();
    await http('POST', '/v1/desk/presence', { body: { state: 'ready' } });
    const asked = ask();
    const { id } = await first.next('offer');
    first.close();
    await desk.append(turn(2, 'hello are you there'), Date.now());
    const second = await Stream.open(id);
    expect((await second.next('line')).event.line).toMatchObject({ text: 'hello are you there' });
    second.close();
    asked.leave();
  });
});

describe('a service that ends', () => {
  it('ends the streams of its desks instead of waiting for them', async () => {
    await signIn();
    const stream = await Stream.open();
    await stream.next('snapshot');
    await desk.stop();
    await expect(stream.next('offer')).rejects.toThrow('the stream has ended');
  });
});

describe('the desk\u2019s door', () => {
  it('admits by key, and says whom one can be', async () => {
    expect(await http('GET', '/v1/desk/agents', { headers: { 'Desk-Key': 'wrong' } })).toMatchObject({
      status: 403,
    });
    const { body } = await http('GET', '/v1/desk/agents', { headers: { 'Desk-Key': DESK_KEY } });
    expect(body).toMatchObject({ tenants: [{ id: 'shop', agents: [{ id: 'ana' }, { id: 'ben' }] }] });
    expect(await signIn('nobody')).toMatchObject({ status: 404, body: { error: 'unknown-agent' } });
    const signedIn = await signIn();
    expect(signedIn.body).toMatchObject({ agentName: 'Ana Sousa', queues: ['Orders'] });
    expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
  });

  it.each([
    ['GET', '/v1/desk/session'],
    ['GET', '/v1/desk/stream'],
    ['POST', '/v1/desk/presence'],
    ['POST', '/v1/desk/offers/o/accept'],
    ['GET', '/v1/desk/handoffs/h'],
  ])('is shut to those who are not signed in: %s %s', async (method, path) => {
    expect(await http(method, path)).toMatchObject({ status: 401, body: { error: 'not-signed-in' } });
    cookie = 'trunkline-desk=eyJ0ZW5hbnRJZCI6InNob3AiLCJhZ2VudElkIjoiYW5hIiwidW50aWwiOjllMTV9.forged';
    expect(await http(method, path)).toMatchObject({ status: 401 });
  });

  it('is shut to pages of other sites', async () => {
    await signIn();
    const body = { state: 'ready' };
    const evil = { 'Sec-Fetch-Site': 'cross-site' };
    expect(await http('POST', '/v1/desk/presence', { body, headers: evil })).toMatchObject({ status: 403 });
    const origin = { Origin: 'https://evil.example' };
    expect(await http('POST', '/v1/desk/presence', { body, headers: origin })).toMatchObject({ status: 403 });
  });

  it('names the field that is wrong and what it should be', async () => {
    await signIn();
    expect((await http('POST', '/v1/desk/presence', { body: { state: 'asleep' } })).body).toEqual({
      error: 'bad-request',
      message: 'The field state is not right.',
      mend: 'Send one of ready, away.',
    });
    expect(await http('POST', '/v1/desk/offers/o/accept')).toMatchObject({
      status: 400,
      body: { error: 'idempotency-key-missing' },
    });
  });

  it('sends headers that keep scripts and frames out', async () => {
    const { headers } = await http('GET', '/v1/desk/session');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
