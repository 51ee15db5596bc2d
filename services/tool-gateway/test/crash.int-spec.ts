// The gateway dies at each step of an action, before or after its request leaves, and a fresh one takes over.
import { tools } from '@trunkline/contracts';
import { StoreUnavailable, type EventStore } from '@trunkline/event-sourcing';
import { MemoryEventStore } from '@trunkline/event-store';
import { HttpConnector } from '../src/adapters/out/http-connector';
import { type ToolConnector } from '../src/ports/tool-connector.port';
import { DeskGateway } from './desk-gateway';

const { OUTCOME_SUCCEEDED, OUTCOME_FAILED, OUTCOME_UNKNOWN } = tools.Outcome;

/** A process that ends after so many appends: nothing it does later reaches the store, nor, if told so, the tool. */
class Mortal {
  private appendsLeft: number;

  constructor(
    private readonly inner: EventStore,
    end: { readonly afterAppends: number; readonly reachesTool: boolean },
  ) {
    this.appendsLeft = end.afterAppends;
    this.reachesTool = end.reachesTool;
  }

  private readonly reachesTool: boolean;

  get isDead(): boolean {
    return this.appendsLeft <= 0;
  }

  get store(): EventStore {
    const alive = <T>(act: () => Promise<T>): Promise<T> =>
      this.isDead ? Promise.reject(new StoreUnavailable('the process is dead')) : act();
    return {
      append: (append) =>
        alive(async () => {
          const appended = await this.inner.append(append);
          this.appendsLeft -= 1;
          return appended as never;
        }),
      read: (stream, from) => alive(() => this.inner.read(stream, from)),
      acquire: (stream) => alive(() => this.inner.acquire(stream)),
      openStreams: (category) => alive(() => this.inner.openStreams(category)),
      readAll: (after, limit) => alive(() => this.inner.readAll(after, limit)),
    };
  }

  get connector(): ToolConnector {
    const http = new HttpConnector({ allowPrivate: true });
    return {
      attempt: (use) => (this.isDead && !this.reachesTool ? new Promise(() => undefined) : http.attempt(use)),
      lookUp: (use) => (this.isDead ? new Promise(() => undefined) : http.lookUp(use)),
      unsendable: (manifest, args) => http.unsendable(manifest, args),
    };
  }
}

let world: DeskGateway;
beforeEach(async () => {
  world = await DeskGateway.open({ store: new MemoryEventStore() });
});
afterEach(() => world.close());

/** Runs the request in a process that dies, then takes over; answers with what the fresh one tells. */
const dieAndTakeOver = async (
  request: tools.ExecuteRequest,
  end: { readonly afterAppends: number; readonly reachesTool: boolean },
  meanwhile: () => void = () => undefined,
): Promise<tools.Settled | undefined> => {
  const mortal = new Mortal(world.store, end);
  await world.replace({ store: mortal.store, connector: mortal.connector });
  void world.ask(request);
  await world.untilTrue(() => mortal.isDead);
  meanwhile();
  await world.replace();
  const { settled } = await world.ask(request);
  return settled;
};

describe('a gateway that dies', () => {
  const rows: [string, number, boolean, string, tools.Outcome, string][] = [
    ['after the reservation sends it', 1, false, 'refund', OUTCOME_SUCCEEDED, 'response'],
    [
      'after the reservation sends it, without a key too',
      1,
      false,
      'refund_blind',
      OUTCOME_SUCCEEDED,
      'response',
    ],
    [
      'before its request leaves finds by look-up that nothing was done',
      2,
      false,
      'refund',
      OUTCOME_FAILED,
      'lookup',
    ],
    [
      'after its request has left finds by look-up that it was done',
      2,
      true,
      'refund',
      OUTCOME_SUCCEEDED,
      'lookup',
    ],
    [
      'before its request leaves sends it again with an equal key',
      2,
      false,
      'cancel',
      OUTCOME_SUCCEEDED,
      'response',
    ],
    [
      'after its request has left sends it again with an equal key',
      2,
      true,
      'cancel',
      OUTCOME_SUCCEEDED,
      'response',
    ],
    [
      'before its request leaves cannot know, without a key',
      2,
      false,
      'refund_blind',
      OUTCOME_UNKNOWN,
      'none',
    ],
    [
      'after its request has left cannot know, without a key',
      2,
      true,
      'refund_blind',
      OUTCOME_UNKNOWN,
      'none',
    ],
    ['after the settlement tells it again', 3, true, 'refund', OUTCOME_SUCCEEDED, 'response'],
  ];
  it.each(rows)('%s', async (...[, afterAppends, reachesTool, tool, outcome, proof]) => {
    const args = { order: tool === 'cancel' ? '52230' : '61874' };
    const request = world.confirmed({ tool, args });
    const settled = await dieAndTakeOver(request, { afterAppends, reachesTool });
    expect(settled).toMatchObject({ outcome, proof });
    const entries = await world.entries();
    if (outcome !== OUTCOME_UNKNOWN) expect(entries).toHaveLength(outcome === OUTCOME_SUCCEEDED ? 1 : 0);
    expect(entries.length).toBeLessThanOrEqual(1);
  });

  it('after the reservation of a call that ends meanwhile does not send it', async () => {
    const end = { afterAppends: 1, reachesTool: false };
    const settled = await dieAndTakeOver(world.confirmed({ tool: 'refund' }), end, () =>
      world.closedCalls.add('c1'),
    );
    expect(settled).toMatchObject({ outcome: OUTCOME_FAILED, errorCode: 'not_sent', proof: 'none' });
    expect(await world.entries()).toEqual([]);
  });

  it('leaves no action open that its successor does not take up, asked or not', async () => {
    const mortal = new Mortal(world.store, { afterAppends: 2, reachesTool: true });
    await world.replace({ store: mortal.store, connector: mortal.connector });
    void world.ask(world.confirmed({ tool: 'refund' }));
    await world.untilTrue(() => mortal.isDead);
    await world.replace();
    await world.until('ActionSettled');
    expect(await world.store.openStreams('action')).toEqual([]);
  });
});

describe('two gateways on one store', () => {
  it('run an action once, and both tell its end', async () => {
    await world.switch('refunds', 'slow:300');
    await world.replace({ isSole: false });
    const request = world.confirmed({ tool: 'refund' });
    const first = world.ask(request);
    await world.until('AttemptStarted');
    await world.replace({ isSole: false });
    const second = await world.ask(request);
    expect(second.settled).toMatchObject({ outcome: OUTCOME_SUCCEEDED, proof: 'response', replayed: true });
    expect((await first).settled).toMatchObject({ outcome: OUTCOME_SUCCEEDED, replayed: false });
    expect(await world.entries()).toHaveLength(1);
  });
});
