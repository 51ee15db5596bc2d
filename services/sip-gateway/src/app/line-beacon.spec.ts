import { LineBeacon } from './line-beacon';

/** A registry that writes down what it is told. */
const registry = () => {
  const told: string[] = [];
  const say = (...words: readonly unknown[]): Promise<void> => {
    told.push(words.join(' '));
    return Promise.resolve();
  };
  return {
    told,
    put: (callId: string, gateway: string) => say('put', callId, gateway),
    refresh: (callIds: readonly string[], gateway: string) => say('refresh', callIds.join(','), gateway),
    remove: (callId: string, gateway: string) => say('remove', callId, gateway),
    get: () => Promise.resolve(undefined),
  };
};

describe('a beacon', () => {
  it('is lit for a line, kept while it lasts, and put out once', () => {
    const lines = registry();
    const beacon = new LineBeacon({ registry: lines, address: 'gw-1:7101', onFault: () => undefined });
    beacon.refresh();
    beacon.lit('a');
    beacon.lit('b');
    beacon.refresh();
    beacon.out('a');
    beacon.out('a');
    beacon.refresh();
    expect(lines.told).toEqual([
      ...['put a gw-1:7101', 'put b gw-1:7101', 'refresh a,b gw-1:7101'],
      ...['remove a gw-1:7101', 'refresh b gw-1:7101'],
    ]);
  });

  it('tells of a registry that is away, and goes on', async () => {
    const faults: unknown[] = [];
    const away = { ...registry(), put: () => Promise.reject(new Error('away')) };
    const beacon = new LineBeacon({
      registry: away,
      address: 'gw-1',
      onFault: (fault) => faults.push(fault),
    });
    beacon.lit('a');
    await Promise.resolve();
    expect(faults).toHaveLength(1);
  });
});
