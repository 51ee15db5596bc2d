// What every bus promises to its consumers. A bus comes with a way to append events that it then carries.
import { type Recorded } from '@trunkline/event-sourcing';
import { setTimeout } from 'node:timers/promises';
import { type BusFault, type EventBus, type EventSubscription, type Subscription } from './event-bus.port';

const ARRIVAL_MS_MAX = 1_000;

export interface BusUnderTest {
  readonly bus: EventBus;
  /** Appends the next version of a stream of a call; resolves when the bus will carry it. */
  append(stream: string, callId?: string): Promise<void>;
}

/** Collects what a handler gets and lets a test wait for the n-th of it. */
class Collector {
  readonly events: Recorded[] = [];
  private readonly waiters: { readonly count: number; readonly release: () => void }[] = [];

  take = (event: Recorded): void => {
    this.events.push(event);
    for (const { count, release } of this.waiters) if (this.events.length >= count) release();
  };

  until(count: number): Promise<void> {
    if (this.events.length >= count) return Promise.resolve();
    return new Promise((release) => this.waiters.push({ count, release }));
  }

  places(): string[] {
    return this.events.map(({ stream, version }) => `${stream}@${version}`);
  }
}

export const eventBusContract = (name: string, open: () => BusUnderTest): void => {
  describe(`${name} as an event bus`, () => {
    const subscriptions: Subscription[] = [];
    let names = 0;
    const fresh = (kind: string): string => `${kind}/${process.pid}-${(names += 1)}`;
    const subscribe = async (bus: EventBus, subscription: EventSubscription): Promise<Subscription> => {
      const subscribed = await bus.subscribe(subscription);
      subscriptions.push(subscribed);
      return subscribed;
    };
    afterEach(() => Promise.all(subscriptions.splice(0).map((subscription) => subscription.stop())));

    it('hands over what was and what comes, each stream in its order', async () => {
      const { bus, append } = open();
      const [one, two] = [fresh('call'), fresh('call')];
      for (const stream of [one, two, one]) await append(stream);
      const collector = new Collector();
      const mine = async (event: Recorded): Promise<void> => {
        if ([one, two].includes(event.stream)) collector.take(event);
      };
      await subscribe(bus, { consumer: fresh('reader'), handler: mine });
      for (const stream of [two, one, two]) await append(stream);
      await collector.until(6);
      for (const stream of [one, two]) {
        expect(collector.places().filter((place) => place.startsWith(`${stream}@`))).toEqual(
          [0, 1, 2].map((version) => `${stream}@${version}`),
        );
      }
    });

    it('begins at the end when asked to', async () => {
      const { bus, append } = open();
      const stream = fresh('call');
      await append(stream);
      const collector = new Collector();
      const handler = async (event: Recorded): Promise<void> => collector.take(event);
      await subscribe(bus, { consumer: fresh('reader'), handler, from: 'end' });
      await append(stream);
      await collector.until(1);
      expect(collector.places()).toEqual([`${stream}@1`]);
    });

    it('hands over only the categories that were asked for', async () => {
      const { bus, append } = open();
      const [call, line] = [fresh('call'), fresh('line')];
      const collector = new Collector();
      const handler = async (event: Recorded): Promise<void> => collector.take(event);
      await subscribe(bus, { consumer: fresh('reader'), handler, categories: ['line'], from: 'end' });
      await append(call);
      await append(line);
      await collector.until(1);
      expect(collector.places()).toEqual([`${line}@0`]);
    });

    it('offers an event again until it is handled, before its successors', async () => {
      const { bus, append } = open();
      const stream = fresh('call');
      const collector = new Collector();
      const faults: BusFault[] = [];
      const handler = async (event: Recorded): Promise<void> => {
        collector.take(event);
        if (collector.events.length === 1) throw new Error('not yet');
      };
      const consumer = fresh('reader');
      await subscribe(bus, { consumer, handler, from: 'end', onFault: (fault) => faults.push(fault) });
      await append(stream);
      await append(stream);
      await collector.until(3);
      expect(collector.places()).toEqual([`${stream}@0`, `${stream}@0`, `${stream}@1`]);
      expect(faults).toMatchObject([{ kind: 'handler-failed', consumer, event: { version: 0 } }]);
    });

    it('parks an event that is never handled, if it may, and goes on with other calls', async () => {
      const { bus, append } = open();
      const [broken, sound] = [fresh('call'), fresh('call')];
      const [collector, faults] = [new Collector(), new Collector()];
      const kinds: BusFault['kind'][] = [];
      const handler = async (event: Recorded): Promise<void> => {
        if (event.stream === broken) throw new Error('never');
        collector.take(event);
      };
      const onFault = ({ kind, event }: BusFault): void => {
        kinds.push(kind);
        if (event) faults.take(event);
      };
      await subscribe(bus, { consumer: fresh('reader'), handler, from: 'end', attemptsMax: 2, onFault });
      await append(broken, broken);
      await append(sound, sound);
      await Promise.all([collector.until(1), faults.until(2)]);
      expect(collector.places()).toEqual([`${sound}@0`]);
      expect([kinds, faults.places()]).toEqual([
        ['handler-failed', 'parked'],
        [`${broken}@0`, `${broken}@0`],
      ]);
    });

    it('handles calls side by side, up to the bound, and one call one by one', async () => {
      const { bus, append } = open();
      const streams = [fresh('call'), fresh('call'), fresh('call')];
      for (const stream of streams) for (let count = 0; count < 3; count += 1) await append(stream, stream);
      const collector = new Collector();
      const running = new Map<string, number>();
      let runningMax = 0;
      let meet = (): void => undefined;
      const met = new Promise<void>((resolve) => (meet = resolve));
      const handler = async (event: Recorded): Promise<void> => {
        if (!streams.includes(event.callId)) return;
        running.set(event.callId, (running.get(event.callId) ?? 0) + 1);
        expect(running.get(event.callId)).toBe(1);
        runningMax = Math.max(runningMax, running.size);
        if (running.size === 2) meet();
        // What has not arrived yet cannot be handled beside the first: it is given time to.
        await Promise.race([met, setTimeout(ARRIVAL_MS_MAX, undefined, { ref: false })]);
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
        running.delete(event.callId);
        collector.take(event);
      };
      await subscribe(bus, { consumer: fresh('reader'), handler, inFlightMax: 2 });
      await collector.until(9);
      expect(runningMax).toBe(2);
    });

    it('goes on where its group stopped', async () => {
      const { bus, append } = open();
      const stream = fresh('call');
      const consumer = fresh('reader');
      const first = new Collector();
      const before = await subscribe(bus, {
        consumer,
        handler: async (event) => first.take(event),
        from: 'end',
      });
      await append(stream);
      await first.until(1);
      await before.stop();
      await append(stream);
      const second = new Collector();
      await subscribe(bus, { consumer, handler: async (event) => second.take(event), from: 'end' });
      await second.until(1);
      expect(second.places()).toEqual([`${stream}@1`]);
    });

    it('lets one member of a group read, and every group read all', async () => {
      const { bus, append } = open();
      const stream = fresh('call');
      const consumer = fresh('group');
      const [shared, other] = [new Collector(), new Collector()];
      const handler = async (event: Recorded): Promise<void> => shared.take(event);
      await subscribe(bus, { consumer, handler, from: 'end' });
      await subscribe(bus, { consumer, handler, from: 'end' });
      await subscribe(bus, {
        consumer: fresh('group'),
        handler: async (event) => other.take(event),
        from: 'end',
      });
      for (let count = 0; count < 3; count += 1) await append(stream);
      await Promise.all([shared.until(3), other.until(3)]);
      expect(shared.places()).toEqual([0, 1, 2].map((version) => `${stream}@${version}`));
      expect(other.places()).toEqual(shared.places());
    });
  });
};
