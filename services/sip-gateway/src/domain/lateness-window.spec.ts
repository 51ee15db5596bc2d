import { LatenessWindow } from './lateness-window';

const feed = (window: LatenessWindow, count: number, lateMs: number): void => {
  for (let i = 0; i < count; i += 1) window.add(lateMs);
};

describe('the lateness of the last seconds', () => {
  it('tells nothing from a few ticks', () => {
    const window = new LatenessWindow();
    feed(window, 99, 80);
    expect(window.quantile(0.95)).toBe(0);
    feed(window, 1, 80);
    expect(window.quantile(0.95)).toBe(80);
  });

  it('is what 95 of 100 ticks stayed within', () => {
    const window = new LatenessWindow();
    feed(window, 95, 1.2);
    feed(window, 5, 40);
    expect(window.quantile(0.95)).toBe(2);
    expect(window.quantile(0.96)).toBe(40);
    expect(window.quantile(1)).toBe(40);
  });

  it('counts what is later than it can tell as its latest', () => {
    const window = new LatenessWindow();
    feed(window, 100, 9_999);
    expect(window.quantile(0.95)).toBe(250);
  });

  it('forgets after five slices', () => {
    const window = new LatenessWindow();
    feed(window, 200, 80);
    for (let slice = 0; slice < 4; slice += 1) window.turn();
    expect(window.quantile(0.95)).toBe(80);
    window.turn();
    expect(window.quantile(0.95)).toBe(0);
  });
});
