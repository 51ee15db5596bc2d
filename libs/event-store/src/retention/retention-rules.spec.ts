// How a setting of retention is read, and which texts are none.
import { retentionRules } from './retention-rules';

describe('the rules of retention', () => {
  it.each([
    ['acme=30', { '*': 90, acme: 30 }],
    ['*=14', { '*': 14 }],
    ['*=365, acme=30,globex=3650', { '*': 365, acme: 30, globex: 3650 }],
    ['acme=7,big.co_1-x=36500', { '*': 90, acme: 7, 'big.co_1-x': 36500 }],
  ])('are read from %s', (text, expected) => {
    const rules = retentionRules(text) ?? [];
    expect(Object.fromEntries(rules.map(({ tenantId, days }) => [tenantId, days]))).toEqual(expected);
  });

  it.each([
    '',
    'acme',
    'acme=',
    'acme=6',
    'acme=36501',
    'acme=-30',
    'acme=30,acme=31',
    '*=90,*=91',
    'acme=30;globex=40',
    "acme'=30",
    'acme=30,',
    'acme=3e1',
  ])('are not in "%s"', (text) => {
    expect(retentionRules(text)).toBeUndefined();
  });
});
