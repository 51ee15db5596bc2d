import { BrainWatch } from './brain-watch';

describe('a brain that is watched', () => {
  it('is not away before anybody has called it, nor for a moment', () => {
    const watch = new BrainWatch();
    watch.see(undefined, 0);
    watch.see(false, 1_000);
    watch.see(undefined, 5_999);
    expect(watch.isAway).toBe(false);
  });

  it('is away once it could not be reached for 5 s, until it is reached', () => {
    const watch = new BrainWatch();
    watch.see(false, 1_000);
    watch.see(undefined, 6_000);
    expect(watch.isAway).toBe(true);
    watch.see(true, 7_000);
    expect(watch.isAway).toBe(false);
    watch.see(false, 8_000);
    expect(watch.isAway).toBe(false);
  });
});
