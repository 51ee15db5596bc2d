// The host: once per input, nothing before its append, and after a crash nothing lost.
import {
  ConflictsExhausted,
  createHost,
  type EventStore,
  HostClosed,
  type HostFault,
  HostFull,
  type HostLimits,
  MailboxFull,
  StoreUnavailable,
  UnknownEventType,
  upcastWith,
} from '@trunkline/event-sourcing';
import { MemoryEventStore } from '../memory/memory-event-store';
import {
  bellDecider,
  FakeTime,
  FlakyStore,
  type BellEffect,
  type BellEvent,
  type BellInput,
} from './bell.double';

const STREAM = 'bell/1';

interface Performed {
  readonly effect: BellEffect;
  readonly effectId: string;
  readonly again: boolean;
}

interface Variation {
  readonly limits?: Partial<HostLimits>;
  readonly decider?: typeof bellDecider;
  readonly instance?: string;
  readonly locate?: (stream: string) => { tenantId: string; callId: string };
}

const setUp = (store: EventStore = new MemoryEventStore(), more: Variation = {}) => {
  const time = new FakeTime();
  const performed: Performed[] = [];
  const faults: HostFault[] = [];
  const appended: string[] = [];
  const answers: ((input: BellInput) => Promise<unknown>)[] = [];
  const host = createHost({
    decider: more.decider ?? bellDecider,
    store,
    actor: { service: 'bells', instance: more.instance ?? 'a' },
    perform: (effect, { effectId, again, dispatch }) => {
      performed.push({ effect, effectId, again });
      answers.push(dispatch);
      if (effect.type === 'Strike' && effect.tone === 'cracked') throw new Error('cracked');
    },
    clock: () => time.now,
    scheduler: time,
    locate: more.locate ?? ((stream) => ({ tenantId: 'acme', callId: stream })),
    onAppended: (events) => {
      appended.push(...events.map(({ event }) => event.type));
      if (events.some(({ event }) => event.type === 'Answered')) throw new Error('listener');
    },
    onFault: (fault) => faults.push(fault),
    limits: more.limits,
  });
  return { host, store, time, performed, faults, appended, answers };
};

const ring = (inputId: string, tone = 'a'): BellInput => ({ type: 'Ring', inputId, at: 1_000, tone });

describe('dispatch', () => {
  it('decides, appends input and events together, then performs', async () => {
    const { host, store, performed, appended } = setUp();
    const dispatched = await host.dispatch(STREAM, ring('i1'));
    expect(dispatched).toMatchObject({ kind: 'appended', version: 0, state: { rung: 1 } });
    const stored = await store.read(STREAM);
    expect(stored.events).toEqual(dispatched.events);
    expect(stored.inputs).toMatchObject([{ firstVersion: 0, count: 1, input: { inputId: 'i1' } }]);
    expect(stored.events[0]).toMatchObject({
      actor: { service: 'bells', instance: 'a', epoch: 1 },
      callId: STREAM,
    });
    expect(performed).toEqual([
      { effect: { type: 'Strike', tone: 'a' }, effectId: 'bell/1/0/0', again: false },
    ]);
    expect(appended).toEqual(['Rung']);
  });

  it('handles an input once, and tells again what it led to', async () => {
    const { host, performed } = setUp();
    const first = await host.dispatch(STREAM, ring('i1'));
    await host.dispatch(STREAM, ring('i2'));
    expect(await host.dispatch(STREAM, ring('i1'))).toMatchObject({
      kind: 'duplicate',
      events: first.events,
      version: 1,
      state: { rung: 2 },
    });
    expect(performed).toHaveLength(2);
  });

  it('records nothing for an input that means nothing, and knows it when it comes again', async () => {
    const { host, store } = setUp();
    await host.dispatch(STREAM, ring('i0'));
    expect(await host.dispatch(STREAM, { type: 'Nod', inputId: 'i1', at: 1 })).toMatchObject({
      kind: 'ignored',
    });
    expect(await host.dispatch(STREAM, { type: 'Nod', inputId: 'i1', at: 1 })).toMatchObject({
      kind: 'duplicate',
      events: [],
    });
    expect((await store.read(STREAM)).version).toBe(0);
  });

  it('takes the inputs of a stream one by one, in order', async () => {
    const { host } = setUp();
    const versions = await Promise.all(['i1', 'i2', 'i3', 'i1'].map((id) => host.dispatch(STREAM, ring(id))));
    expect(versions.map(({ kind, version }) => [kind, version])).toEqual([
      ['appended', 0],
      ['appended', 1],
      ['appended', 2],
      ['duplicate', 2],
    ]);
  });

  it('lets the decider see what replay will read, not what the caller held', async () => {
    const keysSeen: string[][] = [];
    const decide: typeof bellDecider.decide = (bell, input) => {
      keysSeen.push(Object.keys(input));
      return bellDecider.decide(bell, input);
    };
    const { host } = setUp(undefined, { decider: { ...bellDecider, decide } });
    await host.dispatch(STREAM, { ...ring('i1'), mediaMs: undefined });
    expect(keysSeen).toEqual([['at', 'inputId', 'tone', 'type']]);
    await expect(host.dispatch(STREAM, { ...ring('i2'), at: NaN })).rejects.toThrow(TypeError);
    expect(host.state(STREAM)).toEqual({ rung: 1, isEnded: false });
  });

  it('decides again when somebody else appended', async () => {
    const memory = new MemoryEventStore();
    const { host } = setUp(memory);
    await host.dispatch(STREAM, ring('i1'));
    await appendBehindTheBack(memory, 0);
    expect(await host.dispatch(STREAM, ring('i2'))).toMatchObject({
      kind: 'appended',
      version: 2,
      state: { rung: 3 },
    });
  });

  it('knows the input that somebody else has appended meanwhile', async () => {
    const memory = new MemoryEventStore();
    const { host, performed } = setUp(memory);
    await host.dispatch(STREAM, ring('i1'));
    await appendBehindTheBack(memory, 0, { inputId: 'i2' });
    expect(await host.dispatch(STREAM, ring('i2'))).toMatchObject({
      kind: 'duplicate',
      version: 1,
      state: { rung: 2 },
    });
    expect(performed).toHaveLength(1);
  });

  it('gives up when others never stop appending', async () => {
    const memory = new MemoryEventStore();
    const store = new FlakyStore(memory);
    const { host } = setUp(store, { limits: { conflictsMax: 2 } });
    await host.dispatch(STREAM, ring('i1'));
    store.answer = async () => ({ kind: 'conflict', version: 0 });
    await expect(host.dispatch(STREAM, ring('i2'))).rejects.toThrow(ConflictsExhausted);
  });

  it('refuses more inputs than a mailbox holds and more streams than it may', async () => {
    const { host } = setUp(undefined, { limits: { mailboxMax: 1, streamsMax: 1 } });
    const [running, waiting, refused] = [ring('i1'), ring('i2'), ring('i3')].map((input) =>
      host.dispatch(STREAM, input),
    );
    await expect(refused).rejects.toThrow(MailboxFull);
    await expect(host.dispatch('bell/2', ring('i1'))).rejects.toThrow(HostFull);
    expect(await Promise.all([running, waiting])).toMatchObject([{ kind: 'appended' }, { kind: 'appended' }]);
  });

  it('survives the failure of an effect and of a listener', async () => {
    const { host, faults } = setUp();
    expect(await host.dispatch(STREAM, ring('i1', 'cracked'))).toMatchObject({ kind: 'appended' });
    expect(await host.dispatch(STREAM, { type: 'Struck', inputId: 'i2', at: 2 })).toMatchObject({
      kind: 'appended',
    });
    expect(faults).toMatchObject([
      { kind: 'effect-failed', effectId: 'bell/1/0/0' },
      { kind: 'listener-failed' },
    ]);
  });

  it('forgets a stream that has ended', async () => {
    const { host, time } = setUp();
    await host.dispatch(STREAM, { type: 'Wind', inputId: 'i1', at: 1, dueAt: 5_000 });
    await host.dispatch(STREAM, { type: 'End', inputId: 'i2', at: 2 });
    expect(host.streams()).toEqual([]);
    expect(time.pending()).toBe(0);
    expect(await host.dispatch(STREAM, ring('i3'))).toMatchObject({ kind: 'ignored', version: 1 });
    expect(host.streams()).toEqual([]);
  });
});

describe('the lease', () => {
  it('is lost to a newer owner: nothing is appended, performed or taken back', async () => {
    const memory = new MemoryEventStore();
    const old = setUp(memory);
    const young = setUp(memory, { instance: 'b' });
    await old.host.dispatch(STREAM, ring('i1'));
    expect(await young.host.dispatch(STREAM, ring('i2'))).toMatchObject({
      kind: 'appended',
      state: { rung: 2 },
    });
    const fenced = await Promise.all([
      old.host.dispatch(STREAM, ring('i3')),
      old.host.dispatch(STREAM, ring('i4')),
    ]);
    expect(fenced).toMatchObject([{ kind: 'fenced', state: { rung: 1 } }, { kind: 'fenced' }]);
    expect(old.performed).toHaveLength(1);
    expect(old.faults).toEqual([{ kind: 'fenced', stream: STREAM, epoch: 2 }]);
    expect(await old.answers[0]?.(ring('late'))).toMatchObject({ kind: 'fenced' });
    expect((await memory.read(STREAM)).epoch).toBe(2);
  });

  it('is taken again by an input that is handed over on purpose', async () => {
    const memory = new MemoryEventStore();
    const old = setUp(memory);
    const young = setUp(memory, { instance: 'b' });
    await old.host.dispatch(STREAM, ring('i1'));
    await young.host.dispatch(STREAM, ring('i2'));
    await old.host.dispatch(STREAM, ring('i3'));
    expect(await old.host.dispatch(STREAM, ring('i4'))).toMatchObject({
      kind: 'appended',
      state: { rung: 3 },
    });
  });

  it('is not stolen back by what a released stream still answers', async () => {
    const { host, answers, store, time } = setUp();
    await host.dispatch(STREAM, { type: 'Wind', inputId: 'i0', at: 1, dueAt: 9_000 });
    await host.dispatch(STREAM, ring('i1'));
    await host.release(STREAM);
    expect([host.streams(), time.pending()]).toEqual([[], 0]);
    expect(await answers[0]?.(ring('late'))).toMatchObject({ kind: 'fenced' });
    expect((await store.read(STREAM)).epoch).toBe(1);
  });
});

describe('an unavailable store', () => {
  it('is tried again with the identical append', async () => {
    const store = new FlakyStore(new MemoryEventStore());
    const { host, time, performed } = setUp(store);
    await host.dispatch(STREAM, ring('i1'));
    store.failBefore(2);
    const dispatched = host.dispatch(STREAM, ring('i2'));
    await time.runUntilSettled(host, dispatched);
    expect(await dispatched).toMatchObject({ kind: 'appended', version: 1 });
    expect(performed).toHaveLength(2);
  });

  it('may have committed: the retry finds its own rows and performs once', async () => {
    const store = new FlakyStore(new MemoryEventStore());
    const { host, time, performed } = setUp(store);
    await host.dispatch(STREAM, ring('i1'));
    store.failAfter(1);
    const dispatched = host.dispatch(STREAM, ring('i2'));
    await time.runUntilSettled(host, dispatched);
    expect(await dispatched).toMatchObject({ kind: 'appended', version: 1, state: { rung: 2 } });
    expect(performed.map(({ effectId }) => effectId)).toEqual(['bell/1/0/0', 'bell/1/1/0']);
  });

  it('rejects in the end, performs nothing, and takes the stream up again by itself', async () => {
    const store = new FlakyStore(new MemoryEventStore());
    const { host, time, performed, faults } = setUp(store, { limits: { attemptsMax: 2 } });
    await host.dispatch(STREAM, ring('i1'));
    store.failAfter(2);
    const dispatched = host.dispatch(STREAM, ring('i2'));
    await time.runUntilSettled(host, dispatched);
    await expect(dispatched).rejects.toThrow(StoreUnavailable);
    expect(performed).toHaveLength(1);
    expect(faults).toMatchObject([{ kind: 'store-unavailable' }]);
    await time.run(host);
    // The append had been committed: what it asked for is done now, and so is what was never answered.
    expect(performed.slice(1)).toMatchObject([
      { effectId: 'bell/1/0/0', again: true },
      { effectId: 'bell/1/1/0', again: true },
    ]);
    expect(await host.dispatch(STREAM, ring('i2'))).toMatchObject({ kind: 'duplicate', version: 1 });
  });
});

describe('recovery', () => {
  it('performs again what was asked for and not answered, with the same ids', async () => {
    const memory = new MemoryEventStore();
    const before = setUp(memory);
    await before.host.dispatch(STREAM, ring('i1'));
    await before.host.dispatch(STREAM, ring('i2', 'b'));
    await before.host.dispatch(STREAM, { type: 'Struck', inputId: 's1', at: 2, answers: 'bell/1/0/0' });
    const after = setUp(memory, { instance: 'b' });
    await after.host.recover(STREAM);
    expect(after.performed).toEqual([
      { effect: { type: 'Strike', tone: 'b' }, effectId: 'bell/1/1/0', again: true },
    ]);
    await after.host.recover(STREAM);
    expect(after.performed).toHaveLength(1);
  });

  it('happens with the first input as well, except for what that input answers', async () => {
    const memory = new MemoryEventStore();
    const before = setUp(memory);
    await before.host.dispatch(STREAM, ring('i1'));
    await before.host.dispatch(STREAM, ring('i2'));
    const after = setUp(memory, { instance: 'b' });
    await after.host.dispatch(STREAM, { type: 'Struck', inputId: 's1', at: 2, answers: 'bell/1/0/0' });
    expect(after.performed).toMatchObject([{ effectId: 'bell/1/1/0', again: true }]);
  });

  it('takes an answer that means nothing to the decider for an answer all the same', async () => {
    const memory = new MemoryEventStore();
    await setUp(memory).host.dispatch(STREAM, ring('i1'));
    const after = setUp(memory, { instance: 'b' });
    await after.host.dispatch(STREAM, { type: 'Nod', inputId: 'n1', at: 2, answers: 'bell/1/0/0' });
    expect(after.performed).toEqual([]);
  });

  it('knows from the record whose stream it is', async () => {
    const memory = new MemoryEventStore();
    await setUp(memory).host.dispatch(STREAM, ring('i1'));
    const after = setUp(memory, { instance: 'b', locate: () => ({ tenantId: 'nobody', callId: 'none' }) });
    await after.host.dispatch(STREAM, ring('i2'));
    expect((await memory.read(STREAM)).events[1]).toMatchObject({ tenantId: 'acme', callId: STREAM });
  });

  it('leaves alone what a final stream had asked for', async () => {
    const memory = new MemoryEventStore();
    const before = setUp(memory);
    await before.host.dispatch(STREAM, ring('i1'));
    await before.host.dispatch(STREAM, { type: 'End', inputId: 'i2', at: 2 });
    const after = setUp(memory, { instance: 'b' });
    await after.host.recover(STREAM);
    expect([after.performed, after.host.streams()]).toEqual([[], []]);
  });

  it('covers every open stream, and reports the one that it cannot read', async () => {
    const memory = new MemoryEventStore();
    const before = setUp(memory);
    for (const stream of ['bell/1', 'bell/2', 'bell/3']) await before.host.dispatch(stream, ring('i1'));
    await before.host.dispatch('bell/2', { type: 'End', inputId: 'i2', at: 2 });
    const after = setUp(memory, { instance: 'b' });
    expect(await after.host.recoverAll()).toBe(2);
    expect(after.host.streams()).toEqual(['bell/1', 'bell/3']);
    const picky = setUp(memory, { instance: 'c' });
    expect(await picky.host.recoverAll('bell', (stream) => stream === 'bell/3')).toBe(1);
  });

  it('refuses a stream with an event that its owner does not understand', async () => {
    const memory = new MemoryEventStore();
    await appendBehindTheBack(memory, -1, { event: { type: 'Melted', v: 1 } });
    const time = new FakeTime();
    const faults: HostFault[] = [];
    const host = createHost({
      decider: bellDecider,
      store: memory,
      actor: { service: 'bells', instance: 'a' },
      perform: () => undefined,
      clock: () => time.now,
      scheduler: time,
      locate: () => ({ tenantId: 'acme', callId: 'c' }),
      onFault: (fault) => faults.push(fault),
      upcast: upcastWith<BellEvent>({
        current: { Rung: 1, Wound: 1, Stopped: 1, Answered: 1, Ended: 1 },
        upcasters: [],
      }),
    });
    await expect(host.dispatch(STREAM, ring('i1'))).rejects.toThrow(UnknownEventType);
    expect(await host.recoverAll()).toBe(0);
    expect(faults).toMatchObject([{ kind: 'recovery-failed', stream: STREAM }]);
    expect(host.streams()).toEqual([]);
  });
});

describe('timers', () => {
  const wind = (inputId: string, dueAt: number): BellInput => ({ type: 'Wind', inputId, at: 1, dueAt });

  it('come back as an input that answers their effect', async () => {
    const { host, store, time } = setUp();
    await host.dispatch(STREAM, wind('i1', 5_000));
    await time.run(host, 4_999);
    expect(host.state(STREAM)?.rung).toBe(0);
    await time.run(host, 5_000);
    expect(host.state(STREAM)?.rung).toBe(1);
    expect((await store.read(STREAM)).inputs[1]?.input).toEqual({
      type: 'TimerFired',
      timerId: 'clapper',
      inputId: 'timer:clapper:bell/1/0/0',
      at: 5_000,
      answers: 'bell/1/0/0',
    });
  });

  it('do not fire once cleared or replaced, even when their firing waits already', async () => {
    const { host, store, time } = setUp();
    await host.dispatch(STREAM, wind('i1', 2_000));
    await host.dispatch(STREAM, wind('i2', 3_000));
    const stop = host.dispatch(STREAM, { type: 'Stop', inputId: 'i3', at: 2 });
    time.now = 3_000;
    time.fireDue();
    await stop;
    await host.idle();
    expect((await store.read(STREAM)).inputs.map(({ input }) => input.inputId)).toEqual(['i1', 'i2', 'i3']);
    expect(time.pending()).toBe(0);
  });

  it('can be set again under the same id after they fired', async () => {
    const { host, time } = setUp();
    await host.dispatch(STREAM, wind('i1', 2_000));
    await time.run(host, 2_000);
    await host.dispatch(STREAM, wind('i2', 3_000));
    await time.run(host, 3_000);
    expect(host.state(STREAM)?.rung).toBe(2);
  });

  it('survive a crash; an overdue one fires at once, an answered one not again', async () => {
    const memory = new MemoryEventStore();
    const before = setUp(memory);
    await before.host.dispatch(STREAM, wind('i1', 5_000));
    await before.host.dispatch('bell/2', wind('i1', 5_000));
    await before.host.dispatch('bell/2', { type: 'Stop', inputId: 'i2', at: 2 });
    const after = setUp(memory, { instance: 'b' });
    after.time.now = 60_000;
    await after.host.recoverAll();
    await after.time.run(after.host, 60_000);
    expect([after.host.state(STREAM)?.rung, after.host.state('bell/2')?.rung]).toEqual([1, 0]);
    expect((await memory.read(STREAM)).inputs[1]?.input).toMatchObject({ at: 60_000 });
    const third = setUp(memory, { instance: 'c' });
    await third.host.recover(STREAM);
    expect(third.time.pending()).toBe(0);
  });

  it('are kept through an outage of the store', async () => {
    const store = new FlakyStore(new MemoryEventStore());
    const { host, time, faults } = setUp(store, { limits: { attemptsMax: 2 } });
    await host.dispatch(STREAM, wind('i1', 5_000));
    store.failBefore(2);
    await time.run(host, 60_000);
    expect(faults.map(({ kind }) => kind)).toEqual(['store-unavailable', 'timer-failed']);
    expect(host.state(STREAM)?.rung).toBe(1);
  });
});

describe('close', () => {
  it('works off what waits and takes nothing new', async () => {
    const { host, performed } = setUp();
    const waiting = host.dispatch(STREAM, ring('i1'));
    const closing = host.close();
    await expect(host.dispatch(STREAM, ring('i2'))).rejects.toThrow(HostClosed);
    await closing;
    expect(await waiting).toMatchObject({ kind: 'appended' });
    expect([host.streams(), performed.length]).toEqual([[], 1]);
  });
});

const appendBehindTheBack = (
  store: EventStore,
  expectedVersion: number,
  { inputId = 'theirs', event = { type: 'Rung', v: 1 } } = {},
) =>
  store.append({
    stream: STREAM,
    tenantId: 'acme',
    callId: STREAM,
    expectedVersion,
    actor: { service: 'other', instance: 'x', epoch: 1 },
    causationId: 'c',
    input: { type: 'Ring', inputId, at: 1 },
    events: [event],
    isFinal: false,
  });
