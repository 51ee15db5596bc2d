import { isInside, routeTable, type TenantRoutes } from './route-table';

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

describe('isInside', () => {
  it.each([
    ['1.2.3.4', '0.0.0.0/0', true],
    ['1.2.3.4', '1.2.3.4/32', true],
    ['1.2.3.5', '1.2.3.4', false],
    ['1.2.3.4', '1.2.3.4/40', false],
    ['1.2.3', '1.2.3.0/24', false],
    ['fe80::1', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, cidr, expected) => {
    expect(isInside(address, cidr)).toBe(expected);
  });
});
