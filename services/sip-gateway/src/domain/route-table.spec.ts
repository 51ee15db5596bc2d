import { routeTable, type TenantRoutes, type TrunkAuth } from './route-table';

const number = { flow: 'orders', language: 'en-US', voice: 'slt', lineMsMax: 60_000 };
const acme: TenantRoutes = {
  tenantId: 'acme',
  linesMax: 3,
  trunks: [{ name: 'carrier', sources: ['10.1.0.0/16', '127.0.0.1'] }],
  numbers: [
    { number: '*', ...number },
    { number: '4711', ...number, flow: 'sales' },
  ],
};
const other: TenantRoutes = {
  tenantId: 'other',
  trunks: [{ name: 'pbx', sources: ['127.0.0.1'] }],
  numbers: [{ number: '1000', ...number }],
};

describe('routeTable', () => {
  const table = routeTable([acme, other]);

  it.each([
    ['10.1.200.3', '4711', { tenantId: 'acme', trunk: 'carrier', flow: 'sales', linesMax: 3 }],
    ['10.1.200.3', '999', { tenantId: 'acme', trunk: 'carrier', flow: 'orders' }],
    ['127.0.0.1', '1000', { tenantId: 'other', trunk: 'pbx' }],
  ])('routes %s -> %s', (sourceAddress, to, route) => {
    expect(table.find({ sourceAddress, to })).toMatchObject({ kind: 'route', route });
  });

  it('does not know sources outside all trunks', () => {
    expect(table.find({ sourceAddress: '10.2.0.1', to: '4711' })).toEqual({ kind: 'unknown-trunk' });
  });

  it('does not know numbers that nobody has', () => {
    expect(routeTable([other]).find({ sourceAddress: '127.0.0.1', to: '7' })).toEqual({
      kind: 'unknown-number',
    });
  });
});

describe('a trunk that proves itself', () => {
  const auth: TrunkAuth = {
    ...{ realm: 'acme', username: 'carrier', secret: 's3cret' },
    algorithms: ['SHA-256', 'MD5'],
  };
  const having = (trunk: Partial<TenantRoutes['trunks'][number]>, tenantId = 'acme'): TenantRoutes => ({
    tenantId,
    trunks: [{ name: 'carrier', ...trunk }],
    numbers: [{ number: '4711', ...number }],
  });
  const call = { sourceAddress: '192.0.2.1', to: '4711' };
  const routed = { kind: 'route', route: { trunk: 'carrier' } };

  it('is asked to, from wherever it calls', () => {
    const table = routeTable([having({ auth })]);
    expect(table.find(call)).toEqual({ kind: 'unproven', auths: [auth] });
    expect(table.authsOf('192.0.2.1')).toEqual([auth]);
    expect(table.find(call, (proven) => proven === auth)).toMatchObject(routed);
  });

  it('must come from its addresses too where they are named', () => {
    const table = routeTable([having({ auth, sources: ['10.0.0.0/8'] })]);
    expect(table.find(call, () => true)).toEqual({ kind: 'unknown-trunk' });
    expect(table.authsOf('192.0.2.1')).toEqual([]);
    const inside = { ...call, sourceAddress: '10.0.0.1' };
    expect(table.find(inside)).toMatchObject({ kind: 'unproven' });
    expect(table.find(inside, () => true)).toMatchObject(routed);
  });

  it('is not asked when the source alone is trusted for the number', () => {
    const table = routeTable([having({ auth }), having({ sources: ['192.0.2.1'] }, 'other')]);
    expect(table.find(call)).toMatchObject({ kind: 'route', route: { tenantId: 'other' } });
    expect(table.find({ ...call, to: '1' })).toMatchObject({ kind: 'unproven' });
  });

  it('is asked for the secret of those who have the number, and is told nothing about numbers', () => {
    const otherAuth = { ...auth, realm: 'other' };
    const other: TenantRoutes = {
      ...having({ auth: otherAuth }, 'other'),
      numbers: [{ number: '1000', ...number }],
    };
    const table = routeTable([having({ auth }), other]);
    expect(table.find({ ...call, to: '1000' })).toEqual({ kind: 'unproven', auths: [otherAuth] });
    expect(table.find({ ...call, to: '99' })).toEqual({ kind: 'unproven', auths: [auth, otherAuth] });
    expect(table.find({ ...call, to: '99' }, () => true)).toEqual({ kind: 'unknown-number' });
  });

  it('brings the limit of its lines along', () => {
    const table = routeTable([having({ sources: ['192.0.2.1'], linesMax: 4 })]);
    expect(table.find(call)).toMatchObject({ route: { trunkLinesMax: 4 } });
  });
});
