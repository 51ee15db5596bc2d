// What every admission ledger promises.
import { type Admission, type AdmissionLedger } from './admission-ledger.port';

export const admissionLedgerContract = (name: string, open: () => AdmissionLedger): void => {
  describe(`${name} as an admission ledger`, () => {
    let call = 0;
    const admission = (over: Partial<Admission> = {}): Admission => ({
      tenantId: 'acme',
      callId: `${name}-${call}`,
      actionId: `${name}-${call}-a1`,
      tool: 'orders.cancel',
      epoch: 1,
      ...over,
    });
    beforeEach(() => void (call += 1));
    const confirmed = (over: Partial<Admission> = {}) =>
      admission({ confirmationId: `${name}-${call}-conf`, ...over });

    it('takes a confirmation for one action, as often as that action asks', async () => {
      const ledger = open();
      expect(await ledger.admit(confirmed())).toEqual({ kind: 'admitted' });
      expect(await ledger.admit(confirmed())).toEqual({ kind: 'admitted' });
      expect(await ledger.admit(confirmed({ actionId: `${name}-${call}-a2` }))).toEqual({
        kind: 'confirmation-used',
      });
    });

    it('gives a confirmation to one of many that ask at the same time', async () => {
      const ledger = open();
      const rivals = Array.from({ length: 20 }, (_, n) =>
        ledger.admit(confirmed({ actionId: `${name}-${call}-r${n}` })),
      );
      const kinds = (await Promise.all(rivals)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'confirmation-used')).toHaveLength(19);
    });

    it('does not remember an action that was not admitted', async () => {
      const ledger = open();
      await ledger.admit(confirmed());
      await ledger.admit(confirmed({ actionId: `${name}-${call}-a2` }));
      const { tenantId, callId } = admission();
      const known = await ledger.raiseFence({ tenantId, callId, epoch: 2 });
      expect(known).toEqual([{ actionId: `${name}-${call}-a1`, tool: 'orders.cancel' }]);
    });

    it('keeps a fence, and never lowers it', async () => {
      const ledger = open();
      const { tenantId, callId } = admission();
      expect(await ledger.fenceEpoch(tenantId, callId)).toBe(0);
      await ledger.raiseFence({ tenantId, callId, epoch: 5 });
      await ledger.raiseFence({ tenantId, callId, epoch: 3 });
      expect(await ledger.fenceEpoch(tenantId, callId)).toBe(5);
      expect(await ledger.admit(admission({ epoch: 4 }))).toEqual({ kind: 'fenced', epoch: 5 });
      expect(await ledger.admit(admission({ epoch: 5 }))).toEqual({ kind: 'admitted' });
    });

    it('keeps calls and tenants apart', async () => {
      const ledger = open();
      const { tenantId, callId } = admission();
      await ledger.raiseFence({ tenantId, callId, epoch: 9 });
      expect(await ledger.admit(admission({ tenantId: 'other' }))).toEqual({ kind: 'admitted' });
      expect(await ledger.raiseFence({ tenantId, callId, epoch: 9 })).toEqual([]);
    });

    it('lets no action slip past a fence that is raised at the same time', async () => {
      const ledger = open();
      const { tenantId, callId } = admission();
      const admissions = Array.from({ length: 20 }, (_, n) =>
        ledger.admit(admission({ actionId: `${name}-${call}-s${n}` })),
      );
      const known = await ledger.raiseFence({ tenantId, callId, epoch: 2 });
      const admitted = (await Promise.all(admissions)).filter(({ kind }) => kind === 'admitted');
      expect(known.length).toBe(admitted.length);
    });
  });
};
