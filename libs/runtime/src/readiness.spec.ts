import { createReadiness } from './readiness';

describe('readiness', () => {
  it('is given when nobody has a reason against it', async () => {
    const readiness = createReadiness();
    readiness.check('record', () => undefined);
    expect(await readiness.reasons(1_000)).toEqual({});
  });

  it('names every reason, a failure and a missing answer among them', async () => {
    jest.useFakeTimers();
    const readiness = createReadiness();
    readiness.check('service', () => 'starting');
    readiness.check('record', () => Promise.reject(new Error('password of the record')));
    readiness.check('bus', () => new Promise(() => undefined));
    const reasons = readiness.reasons(500);
    await jest.advanceTimersByTimeAsync(500);
    jest.useRealTimers();
    expect(await reasons).toEqual({ service: 'starting', record: 'failed', bus: 'no answer in 500 ms' });
  });

  it('listens to the last check of a name, until it is taken back', async () => {
    const readiness = createReadiness();
    const takeBack = readiness.check('service', () => 'starting');
    const takeBackLast = readiness.check('service', () => 'draining');
    takeBack();
    expect(await readiness.reasons(500)).toEqual({ service: 'draining' });
    takeBackLast();
    expect(await readiness.reasons(500)).toEqual({});
  });
});
