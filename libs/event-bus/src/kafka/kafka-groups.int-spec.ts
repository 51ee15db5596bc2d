// Members that come, go, crash and hang; events that come twice; calls that hold up no others.
import { type Recorded } from '@trunkline/event-sourcing';
import { startKafka } from '@trunkline/servers';
import { describeWith } from '@trunkline/testkit';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { KafkaOnLoopback } from './kafka-on-loopback.double';
import { Tally } from './tally.double';

const DIST = join(__dirname, '../../dist/index.js');
/** A member that takes an event, says so, and never gets done with it. */
const HANGING_MEMBER = `
  const { openKafka } = require(${JSON.stringify(DIST)});
  const handler = () => { process.stdout.write('taken'); return new Promise(() => undefined); };
  openKafka(JSON.parse(process.argv[1])).bus.subscribe({ consumer: 'group', handler });
`;

describeWith(['kafka'], 'a consumer group', () => {
  let kafka: KafkaOnLoopback;
  beforeAll(async () => {
    kafka = await KafkaOnLoopback.with(startKafka);
  });
  afterEach(() => kafka.closePlatforms());
  afterAll(() => kafka.stop());

  it('goes on in the middle of a batch when a member joins', async () => {
    const { bus, another, append, record, store } = await kafka.platform();
    const tally = new Tally(store);
    for (let event = 0; event < 60; event += 1) await record(`call/${event % 12}`, `c${event % 12}`);
    let joining: Promise<unknown> | undefined;
    const handler = async (event: Recorded): Promise<void> => {
      await tally.handler(event);
      joining ??= another().bus.subscribe({ consumer: 'group', handler: tally.handler });
      if (tally.offered < 20) await joining;
    };
    await bus.subscribe({ consumer: 'group', handler, inFlightMax: 4 });
    await tally.untilApplied(60);
    await joining;
    for (let event = 0; event < 24; event += 1) await append(`call/${event % 12}`, `c${event % 12}`);
    await tally.untilApplied(84);
    expect(tally.broken()).toEqual([]);
  });

  it('hands over what a member took that crashed before it was done', async () => {
    const { options, bus, append, store } = await kafka.platform();
    const child = spawn(process.execPath, ['-e', HANGING_MEMBER, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await append('call/1', 'c1');
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    const tally = new Tally(store);
    await bus.subscribe({ consumer: 'group', handler: tally.handler });
    await tally.untilApplied(1);
    expect(tally.broken()).toEqual([]);
  });

  it('applies once what is published again, late and out of turn', async () => {
    const { bus, publisher, append, store } = await kafka.platform();
    const tally = new Tally(store);
    await bus.subscribe({ consumer: 'group', handler: tally.handler });
    for (let event = 0; event < 6; event += 1) await append('call/1', 'c1');
    const { events } = await store.read('call/1');
    await publisher.publish(events.slice(2, 5));
    await publisher.publish(events);
    await publisher.publish([...events].reverse());
    await append('call/1', 'c1');
    await tally.untilOffered(22);
    expect([tally.applied, tally.broken()]).toEqual([7, []]);
  });

  it('goes on with other calls while one is rejected, and forgets nothing of it', async () => {
    const { bus, append, another } = await kafka.platform();
    const taken: string[] = [];
    let release: (() => void) | undefined;
    const others = new Promise<void>((resolve) => (release = resolve));
    const handler = async ({ callId, version }: Recorded): Promise<void> => {
      if (callId === 'blocked') throw new Error('not now');
      taken.push(`${callId}@${version}`);
      if (taken.length === 60) release?.();
    };
    const subscription = await bus.subscribe({ consumer: 'group', handler });
    await append('call/blocked', 'blocked');
    await append('call/blocked', 'blocked');
    // One after the other: each needs a batch of its own.
    for (let event = 0; event < 60; event += 1) await append(`call/${event % 6}`, `c${event % 6}`);
    await others;
    await subscription.stop();
    const [again, seen] = [[] as string[], new Set<string>()];
    await new Promise<void>((resolve, reject) => {
      const next = async ({ callId, version }: Recorded): Promise<void> => {
        seen.add(callId);
        if (callId === 'blocked') again.push(`${callId}@${version}`);
        if (again.length === 2) resolve();
      };
      another().bus.subscribe({ consumer: 'group', handler: next }).catch(reject);
    });
    expect(again).toEqual(['blocked@0', 'blocked@1']);
  });

  it('takes no more of a partition than it may while a call holds it up', async () => {
    const { bus, append, record } = await kafka.platform({ limits: { windowMax: 5 } });
    const taken: number[] = [];
    let [isBlocked, done]: [boolean, (() => void) | undefined] = [true, undefined];
    const all = new Promise<void>((resolve) => (done = resolve));
    const handler = async ({ version }: Recorded): Promise<void> => {
      if (isBlocked) throw new Error('not now');
      taken.push(version);
      if (taken.length === 40) done?.();
    };
    const rejected = new Promise<void>((resolve) => {
      void bus.subscribe({ consumer: 'group', handler, onFault: () => resolve() });
    });
    await append('call/1', 'c1');
    await rejected;
    for (let event = 0; event < 38; event += 1) await record('call/1', 'c1');
    await append('call/1', 'c1');
    isBlocked = false;
    await all;
    expect(taken).toEqual(Array.from({ length: 40 }, (_, version) => version));
  });

  it('costs next to no timers while nothing happens', async () => {
    const { bus, append } = await kafka.platform();
    await bus.subscribe({ consumer: 'group', handler: async () => undefined });
    await append('call/1', 'c1');
    const armed = jest.spyOn(globalThis, 'setTimeout');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const timers = armed.mock.calls.length;
    armed.mockRestore();
    // Without the patch: thousands.
    expect(timers).toBeLessThan(200);
  });
});
