// What every record promises to its writers and readers.
import {
  type Append,
  type Event,
  type EventStore,
  type Input,
  type Recorded,
  verifyChain,
} from '@trunkline/event-sourcing';
import { AppendRejected } from './append-draft';
import { sha256 } from './sha256';

let streams = 0;

/** A name that no other test of this run uses. */
const freshStream = (category = 'call'): string => `${category}/${process.pid}-${(streams += 1)}`;

type Said = Event & { readonly text: string };

const said = (text: string): Said => ({ type: 'Said', v: 1, text });

const append = (stream: string, change: Partial<Append<Said>> = {}): Append<Said> => ({
  stream,
  tenantId: 'acme',
  callId: 'c1',
  expectedVersion: -1,
  actor: { service: 'policy', instance: 'a', epoch: 1 },
  causationId: 'cause',
  input: { type: 'Heard', inputId: 'i1', at: 1_000 },
  events: [said('one')],
  isFinal: false,
  ...change,
});

const input = (inputId: string, more: Partial<Input> = {}): Input => ({
  type: 'Heard',
  inputId,
  at: 1_000,
  ...more,
});

export const eventStoreContract = (name: string, open: () => EventStore): void => {
  describe(`${name} as an event store`, () => {
    let store: EventStore;
    beforeAll(() => {
      store = open();
    });

    it('reads back what was appended, input and events together', async () => {
      const stream = freshStream();
      const written = append(stream, {
        input: input('i1', { mediaMs: 420, answers: 'x/0/0' }),
        events: [said('one'), said('two')],
      });
      const appended = await store.append(written);
      const stored = await store.read(stream);
      expect(appended).toEqual({ kind: 'appended', events: stored.events });
      expect(stored).toMatchObject({ version: 1, epoch: 1 });
      expect(stored.inputs).toEqual([{ stream, firstVersion: 0, count: 2, input: written.input }]);
      expect(stored.events[1]).toEqual({
        eventId: `${stream}#i1#1`,
        tenantId: 'acme',
        callId: 'c1',
        stream,
        version: 1,
        at: 1_000,
        mediaMs: 420,
        inputId: 'i1',
        causationId: 'cause',
        actor: { service: 'policy', instance: 'a', epoch: 1 },
        event: said('two'),
        prevHash: stored.events[0]?.hash,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      });
      expect(verifyChain(stored.events, sha256)).toEqual({ kind: 'intact', events: 2 });
    });

    it('keeps every text that JSON can carry', async () => {
      const stream = freshStream();
      const text = '\u0000\u2028"\\\u{1F4DE} Ääkköset\n';
      await store.append(append(stream, { events: [said(text)], input: input('ä–b') }));
      const { events } = await store.read<Said, Input>(stream);
      expect(events[0]?.event.text).toBe(text);
      expect(verifyChain(events, sha256).kind).toBe('intact');
    });

    it('reads a stream that does not exist as empty', async () => {
      expect(await store.read(freshStream())).toEqual({ events: [], inputs: [], version: -1, epoch: 0 });
    });

    it('reads from a version on', async () => {
      const stream = freshStream();
      await store.append(append(stream, { events: [said('one'), said('two')] }));
      await store.append(append(stream, { expectedVersion: 1, input: input('i2'), events: [said('three')] }));
      const tail = await store.read(stream, 2);
      expect(tail.version).toBe(2);
      expect(tail.events.map(({ version }) => version)).toEqual([2]);
      expect(tail.inputs.map(({ firstVersion }) => firstVersion)).toEqual([2]);
    });

    it('refuses another expected version and writes nothing', async () => {
      const stream = freshStream();
      await store.append(append(stream));
      expect(await store.append(append(stream, { input: input('i2') }))).toEqual({
        kind: 'conflict',
        version: 0,
      });
      expect(await store.append(append(stream, { input: input('i2'), expectedVersion: 3 }))).toEqual({
        kind: 'conflict',
        version: 0,
      });
      expect((await store.read(stream)).version).toBe(0);
    });

    it('answers the identical append again as it did the first time', async () => {
      const stream = freshStream();
      const first = await store.append(append(stream));
      expect(await store.append(append(stream))).toEqual(first);
      await store.append(append(stream, { expectedVersion: 0, input: input('i2') }));
      expect(await store.append(append(stream))).toEqual(first);
      expect((await store.read(stream)).version).toBe(1);
    });

    it('tells another writer that the input is recorded already', async () => {
      const stream = freshStream();
      const first = await store.append(append(stream));
      const other = append(stream, { expectedVersion: 0, events: [said('otherwise')] });
      expect(await store.append(other)).toEqual({ ...first, kind: 'duplicate' });
      const successor = append(stream, { actor: { service: 'policy', instance: 'b', epoch: 2 } });
      expect(await store.append(successor)).toEqual({ ...first, kind: 'duplicate' });
      expect((await store.read(stream)).version).toBe(0);
    });

    it('fences a writer whose lease was taken, even with the right version or for its own retry', async () => {
      const stream = freshStream();
      await store.append(append(stream));
      expect(await store.acquire(stream)).toBe(2);
      expect(await store.append(append(stream))).toEqual({ kind: 'fenced', epoch: 2 });
      const next = append(stream, { expectedVersion: 0, input: input('i2') });
      expect(await store.append(next)).toEqual({ kind: 'fenced', epoch: 2 });
      const actor = { service: 'policy', instance: 'b', epoch: 2 };
      expect(await store.append({ ...next, actor })).toMatchObject({ kind: 'appended' });
      expect(await store.read(stream)).toMatchObject({ version: 1, epoch: 2 });
    });

    it('raises the epoch with every lease, before the first event as well', async () => {
      const stream = freshStream();
      expect([await store.acquire(stream), await store.acquire(stream)]).toEqual([1, 2]);
      expect(await store.read(stream)).toEqual({ events: [], inputs: [], version: -1, epoch: 2 });
    });

    it('lets one of many rivals win', async () => {
      const stream = freshStream();
      const rivals = Array.from({ length: 8 }, (_, rival) =>
        store.append(append(stream, { input: input(`r${rival}`) })),
      );
      const kinds = (await Promise.all(rivals)).map(({ kind }) => kind).sort();
      expect(kinds).toEqual(['appended', ...Array.from({ length: 7 }, () => 'conflict')]);
      expect((await store.read(stream)).version).toBe(0);
    });

    it('lists streams that have begun and not ended, oldest first', async () => {
      const category = `list${process.pid}`;
      const [first, second, ended, empty] = [0, 1, 2, 3].map(() => freshStream(category)) as [
        string,
        string,
        string,
        string,
      ];
      await store.append(append(first));
      await store.append(append(second));
      await store.append(append(ended, { isFinal: true }));
      await store.acquire(empty);
      expect(await store.openStreams(category)).toEqual([first, second]);
    });

    it('rejects what breaks a rule of the record', async () => {
      const stream = freshStream();
      await expect(store.append(append('no-category'))).rejects.toThrow(AppendRejected);
      await expect(store.append(append(stream, { events: [] }))).rejects.toThrow(AppendRejected);
      await expect(store.append(append(stream, { events: [said('x'.repeat(1_100_000))] }))).rejects.toThrow(
        AppendRejected,
      );
      await expect(store.append(append(stream, { input: input('nul\u0000') }))).rejects.toThrow(
        AppendRejected,
      );
      await expect(store.append(append(stream, { input: input('i1', { mediaMs: 0.5 }) }))).rejects.toThrow(
        AppendRejected,
      );
      await expect(store.append(append(stream, { events: [said('\ud800')] }))).rejects.toThrow(TypeError);
      await store.append(append(stream));
      const foreign = append(stream, { tenantId: 'other', expectedVersion: 0, input: input('i2') });
      await expect(store.append(foreign)).rejects.toThrow(AppendRejected);
      expect((await store.read(stream)).version).toBe(0);
    });

    it('reads the whole log page by page, every event once, streams in their order', async () => {
      const from = await endOf(store);
      const names = [freshStream(), freshStream(), freshStream()];
      for (let version = 0; version < 7; version += 1) {
        await Promise.all(
          names.map((stream) =>
            store.append(append(stream, { expectedVersion: version - 1, input: input(`i${version}`) })),
          ),
        );
      }
      const seen = await readFrom(store, from, 4);
      expect(seen).toHaveLength(21);
      for (const name of names) {
        expect(seen.filter(({ stream }) => stream === name).map(({ version }) => version)).toEqual([
          0, 1, 2, 3, 4, 5, 6,
        ]);
      }
    });

    it('keeps the cursor of an empty page', async () => {
      const end = await endOf(store);
      expect(await store.readAll(end, 10)).toEqual({ events: [], cursor: end });
    });
  });
};

export const endOf = async (store: EventStore): Promise<string | undefined> => {
  let cursor: string | undefined;
  for (;;) {
    const page = await store.readAll(cursor, 1_000);
    cursor = page.cursor;
    if (page.events.length === 0) return cursor;
  }
};

export const readFrom = async (
  store: EventStore,
  from: string | undefined,
  limit: number,
): Promise<Recorded[]> => {
  const seen: Recorded[] = [];
  for (
    let page = await store.readAll(from, limit);
    page.events.length > 0;
    page = await store.readAll(page.cursor, limit)
  ) {
    seen.push(...page.events);
  }
  return seen;
};
