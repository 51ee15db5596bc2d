// What every store of configuration snapshots promises.
import { type SnapshotStore } from './snapshot-store.port';

export const snapshotStoreContract = (name: string, open: () => SnapshotStore): void => {
  describe(`${name} as a snapshot store`, () => {
    it('gives back the very text', async () => {
      const store = open();
      const snapshot = { hash: 'h1', kind: 'tenant', json: '{"b":1, "a":"\\u0000ä"}' };
      await store.putSnapshot(snapshot);
      expect(await store.getSnapshot('h1')).toEqual(snapshot);
    });

    it('keeps the first text of a hash', async () => {
      const store = open();
      await store.putSnapshot({ hash: 'h2', kind: 'tenant', json: '{}' });
      await store.putSnapshot({ hash: 'h2', kind: 'tenant', json: '[]' });
      expect((await store.getSnapshot('h2'))?.json).toBe('{}');
    });

    it('knows nothing of other hashes', async () => {
      expect(await open().getSnapshot('missing')).toBeUndefined();
    });
  });
};
