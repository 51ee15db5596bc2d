// What is recorded is published once in order as long as nothing fails, and nothing is left out when something does.
import { type Recorded } from '@trunkline/event-sourcing';
import { type Lead, MemoryCursorStore, MemoryEventStore } from '@trunkline/event-store';
import { recordOf } from '../record.double';
import { RecordRelay } from './record-relay';

class Carrier {
  readonly taken: string[] = [];
  /** Publications that fail, and whether they let their first event through. */
  failures: ('nothing' | 'first')[] = [];
  private waiters: { readonly count: number; readonly release: () => void }[] = [];

  publish = async (events: readonly Recorded[]): Promise<void> => {
    const failure = this.failures.shift();
    if (failure === 'first') this.take(events.slice(0, 1));
    if (failure) throw new Error('away');
    this.take(events);
  };

  until(count: number): Promise<void> {
    return new Promise((release) => {
      this.waiters.push({ count, release });
      this.take([]);
    });
  }

  private take(events: readonly Recorded[]): void {
    this.taken.push(...events.map(({ stream, version }) => `${stream}@${version}`));
    for (const { count, release } of this.waiters) if (this.taken.length >= count) release();
  }
}

const stopping: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(stopping.splice(0).map((stop) => stop())));

const open = () => {
  const store = new MemoryEventStore();
  const [carrier, cursors] = [new Carrier(), new MemoryCursorStore()];
  const faults: unknown[] = [];
  const relay = (pageMax = 200) =>
    new RecordRelay({
      log: store,
      signal: store,
      cursors,
      publisher: carrier,
      name: 'relay',
      pageMax,
      onFault: (error) => faults.push(error),
    });
  return { append: recordOf(store), carrier, cursors, faults, relay, store };
};

describe('the relay', () => {
  it('publishes what is there and what comes, page by page', async () => {
    const { append, carrier, relay } = open();
    for (let count = 0; count < 5; count += 1) await append('call/1');
    const running = relay(2);
    await running.start();
    await append('call/1');
    await carrier.until(6);
    await running.stop();
    expect(carrier.taken).toEqual([0, 1, 2, 3, 4, 5].map((version) => `call/1@${version}`));
  });

  it('goes on where it stopped', async () => {
    const { append, carrier, relay } = open();
    await append('call/1');
    const first = relay();
    await first.start();
    await carrier.until(1);
    await first.stop();
    await append('call/1');
    const second = relay();
    await second.start();
    await carrier.until(2);
    await second.stop();
    expect(carrier.taken).toEqual(['call/1@0', 'call/1@1']);
  });

  it('publishes again from its cursor what was not acknowledged', async () => {
    const { append, carrier, faults, relay } = open();
    carrier.failures = ['nothing', 'first'];
    for (const stream of ['call/1', 'call/2']) await append(stream);
    const running = relay();
    await running.start();
    await carrier.until(3);
    await running.stop();
    expect(carrier.taken).toEqual(['call/1@0', 'call/1@0', 'call/2@0']);
    expect(faults).toHaveLength(2);
  });

  it('lets another lead while the broker does not take anything from it', async () => {
    const { append, carrier, cursors, store } = open();
    carrier.failures = ['nothing'];
    await append('call/1');
    const another = new Promise<Lead | undefined>((resolve) => {
      const onFault = (): void => void cursors.lead('relay').then(resolve);
      const running = new RecordRelay({
        log: store,
        signal: store,
        cursors,
        publisher: carrier,
        name: 'relay',
        onFault,
      });
      void running.start();
      stopping.push(() => running.stop());
    });
    expect(await another).toBeDefined();
  });

  it('has one leader', async () => {
    const { append, carrier, relay } = open();
    const both = [relay(), relay()];
    for (const one of both) await one.start();
    for (let count = 0; count < 3; count += 1) await append('call/1');
    await carrier.until(3);
    for (const one of both) await one.stop();
    expect(carrier.taken).toEqual([0, 1, 2].map((version) => `call/1@${version}`));
  });
});
