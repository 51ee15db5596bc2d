import { isInside } from './address-block';

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
