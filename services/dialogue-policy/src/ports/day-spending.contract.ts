// Any projection of the day's spending: charges add up per tenant and day, each once.
import { type Recorded } from '@trunkline/event-sourcing';
import { type DaySpending } from './day-spending.port';

const NOON = Date.UTC(2026, 4, 1, 12);
const DAY_MS = 86_400_000;

export const charged = (version: number, micros: number, about: Partial<Recorded> = {}): Recorded => ({
  eventId: `e${version}`,
  tenantId: 'acme',
  callId: 'c1',
  stream: 'call/c1',
  version,
  at: NOON,
  inputId: `i${version}`,
  causationId: `i${version}`,
  actor: { service: 'dialogue-policy', instance: 'i', epoch: 1 },
  event: { type: 'BudgetCharged', v: 1, kind: 'tool', micros, totalMicros: micros } as Recorded['event'],
  prevHash: '',
  hash: '',
  ...about,
});

export const daySpendingContract = (name: string, open: () => Promise<DaySpending>): void => {
  describe(`${name} as DaySpending`, () => {
    it('adds up what the calls of a tenant cost on a day', async () => {
      const spending = await open();
      await spending.handle(charged(0, 100));
      await spending.handle(charged(1, 20));
      await spending.handle(charged(0, 3, { stream: 'call/c2', callId: 'c2', eventId: 'f' }));
      expect(await spending.spentMicros('acme', NOON + 1)).toBe(123);
    });

    it('takes a charge that comes twice once', async () => {
      const spending = await open();
      await spending.handle(charged(0, 100));
      await spending.handle(charged(0, 100));
      expect(await spending.spentMicros('acme', NOON)).toBe(100);
    });

    it('keeps tenants and days apart', async () => {
      const spending = await open();
      await spending.handle(charged(0, 100));
      await spending.handle(charged(0, 7, { tenantId: 'other', stream: 'call/c3', callId: 'c3' }));
      await spending.handle(charged(1, 50, { at: NOON + DAY_MS }));
      expect(await spending.spentMicros('acme', NOON)).toBe(100);
      expect(await spending.spentMicros('other', NOON)).toBe(7);
      expect(await spending.spentMicros('acme', NOON + DAY_MS)).toBe(50);
      expect(await spending.spentMicros('nobody', NOON)).toBe(0);
    });

    it('passes over what is no charge', async () => {
      const spending = await open();
      await spending.handle(charged(0, 0, { event: { type: 'CallEnding', v: 1 } }));
      await spending.handle(charged(1, 9));
      expect(await spending.spentMicros('acme', NOON)).toBe(9);
    });
  });
};
