// Specs of the hand-offs as a whole on the record in memory: virtual time, played telephone lines, no waiting.
import { MemoryPresence, type Presence } from '@trunkline/cache';
import { MemoryBus } from '@trunkline/event-bus';
import { MemoryEventStore } from '@trunkline/event-store';
import { type EventStore } from '@trunkline/event-sourcing';
import { silentLogger } from '@trunkline/runtime';
import { OWN_TERMS } from '../config';
import {
  appendToCall,
  callOf,
  HANDOFF_ID,
  PlayedLines,
  request,
  settled,
  tenant,
  turn,
} from '../../test/scene.double';
import { type HandoffEvent, type HandoffInput } from '@trunkline/domain/handoff/index';
import { cardRedaction } from './card-redaction';
import { type FeedMessage } from './desk-feed';
import { Handoffs } from './handoffs';
import { type Progress } from './progress';

const T0 = Date.UTC(2026, 0, 5, 9, 0, 0);
const ana = { tenantId: 'shop', agentId: 'ana' };
const ben = { tenantId: 'shop', agentId: 'ben' };

class VirtualTime {
  now = T0;
  private readonly due: { at: number; run: () => void }[] = [];

  readonly clock = () => this.now;
  readonly scheduler = {
    schedule: (at: number, run: () => void) => {
      const entry = { at, run };
      this.due.push(entry);
      return () => {
        const index = this.due.indexOf(entry);
        if (index >= 0) this.due.splice(index, 1);
      };
    },
  };

  next(until: number): (() => void) | undefined {
    const entry = [...this.due].sort((a, b) => a.at - b.at)[0];
    if (!entry || entry.at > until) return undefined;
    this.due.splice(this.due.indexOf(entry), 1);
    this.now = Math.max(this.now, entry.at);
    return entry.run;
  }
}

const setUp = async (
  record: { store: EventStore; presence?: Presence } = { store: new MemoryEventStore() },
) => {
  const { store, presence } = record;
  const time = new VirtualTime();
  const lines = new PlayedLines();
  const bus = new MemoryBus();
  let ids = 0;
  const handoffs = new Handoffs({
    store,
    bus,
    lines,
    tenants: (id) => (id === 'shop' ? tenant : undefined),
    tenantIds: () => ['shop'],
    redact: cardRedaction,
    presence,
    terms: OWN_TERMS,
    instance: 'test',
    clock: time.clock,
    scheduler: time.scheduler,
    newId: () => `id-${(ids += 1).toString().padStart(5, '0')}`,
    log: silentLogger,
  });
  // Everything here answers in microtasks: the next turn of the event loop finds all of it done.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    store,
    presence,
    time,
    lines,
    bus,
    handoffs,
    settle,
    start: async () => {
      await handoffs.start();
      await settle();
    },
    say: async (event: Parameters<typeof appendToCall>[1][number], version: number) => {
      await bus.publish(await appendToCall(store, [event], { version, at: time.now }));
      await settle();
    },
    pass: async (ms: number) => {
      const until = time.now + ms;
      for (let run = time.next(until); run; run = time.next(until)) {
        run();
        await settle();
      }
      time.now = until;
    },
  };
};

type Scene = Awaited<ReturnType<typeof setUp>>;

const queued = async (): Promise<Scene & { progress: Progress[] }> => {
  const scene = await setUp();
  await appendToCall(scene.store, callOf(T0 - 60_000), { version: 0, at: T0 - 60_000 });
  await scene.start();
  const progress: Progress[] = [];
  await scene.handoffs.request(request, (step) => progress.push(step));
  await scene.settle();
  return { ...scene, progress };
};
const desk = (scene: Scene, key = ana) => {
  const messages: FeedMessage[] = [];
  scene.handoffs.agents.openDesk(key, undefined, (message) => messages.push(message));
  return messages;
};
const ready = async (scene: Scene, key = ana) => {
  await scene.handoffs.agents.setPresence(key, 'ready', 'chosen');
  await scene.settle();
};
const offerOf = (scene: Scene, key = ana) => scene.handoffs.agents.feed(key).view.offer;
const states = (progress: readonly Progress[]) => progress.map(({ state }) => state);

describe('a hand-off', () => {
  it('goes from the request to the wrap-up', async () => {
    const scene = await queued();
    desk(scene);
    await ready(scene);
    const offer = offerOf(scene);
    expect(offer?.packet.headline.done).toBe('DO NOT RETRY: Cancel order 4711 is in doubt');
    expect(offer?.lines.map(({ by }) => by)).toEqual(['ai', 'caller', 'ai']);
    expect(await scene.handoffs.accept(offer?.offerId ?? '', ana, 'accept-1')).toBe('taken');
    await scene.settle();
    expect(scene.lines.asked).toMatchObject([{ callId: 'call-0001', targetUri: 'sip:ana@127.0.0.1:5090' }]);
    scene.lines.play('ringing');
    scene.lines.play('bridged');
    await scene.settle();
    expect(scene.handoffs.agents.feed(ana).view.work).toMatchObject({ phase: 'bridged' });
    await scene.pass(30_000);
    scene.lines.play('ended', 'agent-hung-up');
    await scene.settle();
    expect(states(scene.progress)).toEqual(['queued', 'offered', 'accepted', 'bridged', 'completed']);
    const words = { disposition: 'resolved', rating: 'clear', callerRepeated: false } as const;
    expect(
      await scene.handoffs.instruct(HANDOFF_ID, { type: 'CompleteWrapUp', agentId: 'ana', ...words }),
    ).toBe(true);
    await scene.settle();
    expect(scene.handoffs.agents.state(ana)).toMatchObject({ status: 'ready' });
    expect(scene.handoffs.agents.feed(ana).view.work).toBeUndefined();
  });

  it('is attached to when it is asked for again', async () => {
    const scene = await queued();
    const again: Progress[] = [];
    await scene.handoffs.request(request, (step) => again.push(step));
    expect(states(again)).toEqual(['queued']);
    await ready(scene);
    expect(states(again)).toEqual(states(scene.progress));
  });

  it('names what is unknown', async () => {
    const scene = await setUp();
    const hear = () => undefined;
    expect(await scene.handoffs.request({ ...request, tenantId: 'nobody' }, hear)).toEqual({
      kind: 'unknown-tenant',
    });
    expect(await scene.handoffs.request({ ...request, queue: 'sales' }, hear)).toEqual({
      kind: 'unknown-queue',
      queues: ['orders'],
    });
  });

  it('of a call that has no record fails and says so', async () => {
    const scene = await setUp();
    await scene.start();
    const progress: Progress[] = [];
    await scene.handoffs.request(request, (step) => progress.push(step));
    await scene.settle();
    expect(progress).toMatchObject([{ state: 'failed', cause: 'no-such-call', isLast: true }]);
  });

  it('tells honestly when nobody is there for as long as the queue allows', async () => {
    const scene = await queued();
    await scene.pass(120_000);
    expect(scene.progress.at(-1)).toMatchObject({ state: 'no-agent', cause: 'none_logged_in', isLast: true });
  });
});

describe('an offer', () => {
  it('goes to the longest idle human agent, and to the next when it runs out', async () => {
    const scene = await queued();
    desk(scene, ana);
    desk(scene, ben);
    const before = scene.handoffs;
    await before.agents.setPresence(ben, 'ready', 'chosen');
    await scene.settle();
    expect(offerOf(scene, ben)).toBeDefined();
    await ready(scene, ana);
    expect(offerOf(scene, ana)).toBeUndefined();
    await scene.pass(15_000);
    expect(offerOf(scene, ben)).toBeUndefined();
    expect(offerOf(scene, ana)).toBeDefined();
    expect(scene.handoffs.agents.feed(ben).view.notice).toMatchObject({ kind: 'offer-expired' });
  });

  it('is one human agent\u2019s: a late acceptance gets nothing, and the caller is with somebody else', async () => {
    const scene = await queued();
    await ready(scene, ben);
    const late = offerOf(scene, ben)?.offerId ?? '';
    await ready(scene, ana);
    await scene.pass(15_000);
    expect(await scene.handoffs.accept(late, ben, 'accept-late')).toBe('offer_expired');
    expect(await scene.handoffs.accept(offerOf(scene, ana)?.offerId ?? '', ana, 'accept-2')).toBe('taken');
    expect(await scene.handoffs.accept(late, ana, 'accept-3')).toBe('offer_unknown');
  });

  it('is taken once, however often the acceptance is sent', async () => {
    const scene = await queued();
    await ready(scene);
    const { offerId = '' } = offerOf(scene) ?? {};
    const takings = await Promise.all([1, 2, 3].map(() => scene.handoffs.accept(offerId, ana, 'accept-1')));
    await scene.settle();
    expect(takings).toEqual(['taken', 'taken', 'taken']);
    expect(scene.lines.asked).toHaveLength(1);
  });

  it('comes again to the only human agent there is, if nobody else does', async () => {
    const scene = await queued();
    await ready(scene);
    await scene.handoffs.instruct(HANDOFF_ID, {
      type: 'DeclineOffer',
      offerId: offerOf(scene)?.offerId ?? '',
      agentId: 'ana',
      because: 'need-a-moment',
    });
    await scene.settle();
    expect(offerOf(scene)).toBeUndefined();
    await scene.pass(20_000);
    expect(offerOf(scene)).toBeDefined();
  });

  it('that runs out twice in a row sends the human agent away', async () => {
    const scene = await queued();
    await ready(scene);
    await scene.pass(15_000);
    expect(scene.handoffs.agents.state(ana)).toMatchObject({ status: 'ready', missed: 1 });
    await scene.handoffs.request({ ...request, handoffId: 'handoff-0002' }, () => undefined);
    await scene.settle();
    await scene.pass(15_000);
    expect(scene.handoffs.agents.state(ana)).toMatchObject({ status: 'away', because: 'no-answer' });
  });
});

describe('a caller who leaves', () => {
  it('takes the offer along and frees the human agent', async () => {
    const scene = await queued();
    await ready(scene);
    expect(await scene.handoffs.cancel(HANDOFF_ID, 'caller-left')).toBe(true);
    await scene.settle();
    expect(offerOf(scene)).toBeUndefined();
    expect(scene.handoffs.agents.feed(ana).view.notice).toMatchObject({ kind: 'caller-left' });
    expect(scene.handoffs.agents.state(ana)).toMatchObject({ status: 'ready' });
    expect(await scene.handoffs.cancel(HANDOFF_ID, 'caller-left')).toBe(false);
  });

  it('is noticed from the call\u2019s record too, and the ringing phone is hung up', async () => {
    const scene = await queued();
    await ready(scene);
    await scene.handoffs.accept(offerOf(scene)?.offerId ?? '', ana, 'accept-1');
    await scene.settle();
    await scene.say({ type: 'CallEnded', v: 1, reason: 'caller-bye', outcome: 'abandoned' }, 14);
    expect(scene.progress.at(-1)).toMatchObject({ state: 'abandoned' });
    expect(scene.lines.hungUp).toHaveLength(1);
  });
});

describe('a bridge that fails', () => {
  it('puts the caller back in the queue and the next human agent takes over', async () => {
    const scene = await queued();
    await ready(scene, ana);
    await scene.handoffs.accept(offerOf(scene, ana)?.offerId ?? '', ana, 'accept-1');
    await scene.settle();
    scene.lines.play('failed', 'sip-486');
    await scene.settle();
    expect(scene.handoffs.agents.state(ana)).toMatchObject({ status: 'away', because: 'phone-failed' });
    expect(scene.progress.at(-1)).toMatchObject({ state: 'queued' });
    await ready(scene, ben);
    expect(offerOf(scene, ben)).toBeDefined();
  });
});

describe('the desk', () => {
  it('hears what the caller says meanwhile, and of a receipt that comes late', async () => {
    const scene = await queued();
    const messages = desk(scene);
    await ready(scene);
    await scene.say(turn(2, 'are you still there my card is 4111 1111 1111 1111'), 14);
    await scene.say(settled('succeeded', 'RC-4711'), 15);
    const { offer } = scene.handoffs.agents.feed(ana).view;
    expect(offer?.lines.at(-1)).toMatchObject({
      by: 'caller',
      text: 'are you still there my card is [card number]',
    });
    expect(offer?.packet).toMatchObject({ rev: 2, headline: { done: 'Done: Cancel order 4711' } });
    expect(offer?.changed).toEqual(expect.arrayContaining(['actions', 'headline']));
    expect(messages.map(({ event }) => event.type)).toEqual(
      expect.arrayContaining(['snapshot', 'presence', 'offer', 'line', 'packet']),
    );
  });

  it('goes on where it broke off', async () => {
    const scene = await queued();
    const messages = desk(scene);
    await ready(scene);
    const missed: FeedMessage[] = [];
    scene.handoffs.agents.openDesk(ana, messages[0]?.id, (message) => missed.push(message));
    expect(missed).toEqual(messages.slice(1));
    const strange: FeedMessage[] = [];
    scene.handoffs.agents.openDesk(ana, 'other.3', (message) => strange.push(message));
    expect(strange.map(({ event }) => event.type)).toEqual(['snapshot']);
  });

  it('that is closed for long takes its human agent out of the queue', async () => {
    const scene = await queued();
    const close = scene.handoffs.agents.openDesk(ana, undefined, () => undefined);
    await scene.handoffs.cancel(HANDOFF_ID, 'caller-left');
    await ready(scene);
    close?.();
    await scene.pass(20_000);
    expect(scene.handoffs.agents.state(ana)).toMatchObject({ status: 'away', because: 'disconnected' });
  });

  it('that has vanished is offered nobody, and whoever waits once it is back', async () => {
    const scene = await setUp();
    await appendToCall(scene.store, callOf(T0 - 60_000), { version: 0, at: T0 - 60_000 });
    await scene.start();
    const close = scene.handoffs.agents.openDesk(ana, undefined, () => undefined);
    await ready(scene);
    close?.();
    await scene.handoffs.request(request, () => undefined);
    await scene.settle();
    expect(offerOf(scene)).toBeUndefined();
    desk(scene);
    await scene.settle();
    expect(offerOf(scene)).toMatchObject({ packet: { reason: { code: 'tool.in_doubt' } } });
  });
});

describe('a process that ends', () => {
  it('leaves nothing behind: the next one finds the offer, the desk and the caller', async () => {
    const first = await queued();
    await ready(first);
    const offerId = offerOf(first)?.offerId ?? '';
    const second = await setUp(first);
    second.time.now = first.time.now + 1_000;
    await second.start();
    expect(second.handoffs.agents.feed(ana).view).toMatchObject({
      offer: { offerId },
      presence: { state: 'offered' },
    });
    expect(await second.handoffs.accept(offerId, ana, 'accept-1')).toBe('taken');
  });

  it.each([
    ['was there a moment ago, by the word of others', true],
    ['may have vanished with it', false],
  ])('leaves a ready human agent whose desk %s', async (_, isThere) => {
    const presence = new MemoryPresence(() => T0);
    const first = await setUp({ store: new MemoryEventStore(), presence });
    await appendToCall(first.store, callOf(T0 - 60_000), { version: 0, at: T0 - 60_000 });
    await first.start();
    desk(first);
    await ready(first);
    const second = await setUp(isThere ? first : { store: first.store });
    await second.start();
    await second.handoffs.request(request, () => undefined);
    await second.settle();
    expect(offerOf(second) !== undefined).toBe(isThere);
    await second.pass(5_000);
    desk(second);
    await second.settle();
    expect(offerOf(second)).toBeDefined();
    const { events } = await second.store.read<HandoffEvent, HandoffInput>(`handoff/${HANDOFF_ID}`);
    expect(events.filter(({ event }) => event.type === 'OfferMade')).toHaveLength(1);
  });

  it('does not forget a caller who left meanwhile', async () => {
    const first = await queued();
    await appendToCall(
      first.store,
      [{ type: 'CallEnded', v: 1, reason: 'caller-bye', outcome: 'abandoned' }],
      {
        version: 14,
        at: first.time.now,
      },
    );
    const second = await setUp(first);
    await second.start();
    const heard: Progress[] = [];
    await second.handoffs.request(request, (step) => heard.push(step));
    expect(heard).toMatchObject([{ state: 'abandoned', isLast: true }]);
  });
});
