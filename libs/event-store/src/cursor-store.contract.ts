// What every store of consumer positions promises.
import { type CursorStore } from './cursor-store.port';

export const cursorStoreContract = (name: string, open: () => CursorStore): void => {
  describe(`${name} as a cursor store`, () => {
    it('lets one member lead, and the next one go on where it stopped', async () => {
      const cursors = open();
      const first = await cursors.lead('group');
      expect(await first?.load()).toBeUndefined();
      expect(await cursors.lead('group')).toBeUndefined();
      await first?.save('12:34');
      await first?.release();
      const second = await cursors.lead('group');
      expect(await second?.load()).toBe('12:34');
      await second?.release();
    });

    it('keeps groups apart', async () => {
      const cursors = open();
      const leads = await Promise.all([cursors.lead('one'), cursors.lead('two')]);
      expect(leads.map((lead) => lead === undefined)).toEqual([false, false]);
      for (const lead of leads) await lead?.release();
    });

    it('saves nothing for a member that leads no more', async () => {
      const cursors = open();
      const lead = await cursors.lead('past');
      await lead?.release();
      await expect(lead?.save('1:1')).rejects.toThrow();
    });
  });
};
