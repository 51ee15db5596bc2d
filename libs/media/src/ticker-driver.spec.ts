import { driveTicker, type Ticked, type TickerDriver } from './ticker-driver';

/** A clock whose time a test spells: timers fire when it gets there. */
class Wall {
  nowMs = 1_000;
  readonly late: number[] = [];
  readonly ticker: TickerDriver = driveTicker({
    clock: () => this.nowMs,
    onLate: (ms) => this.late.push(ms),
  });

  pass(ms: number): void {
    const until = this.nowMs + ms;
    while (this.nowMs < until) {
      this.nowMs += 1;
      jest.advanceTimersByTime(1);
    }
  }

  /** The event loop is busy elsewhere: time goes by, timers do not. */
  stall(ms: number): void {
    this.nowMs += ms;
  }
}

class Leg implements Ticked {
  readonly atMs: number[] = [];
  readonly faults: unknown[] = [];
  breaksAt = Infinity;

  tick(nowMs: number): void {
    this.atMs.push(nowMs);
    if (this.atMs.length >= this.breaksAt) throw new Error('broken leg');
  }

  fault(error: unknown): void {
    this.faults.push(error);
  }
}

describe('driveTicker', () => {
  let wall: Wall;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance', 'hrtime'] });
    wall = new Wall();
  });
  afterEach(() => {
    wall.ticker.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('ticks each leg every 20 ms, and lets legs share one timer', () => {
    const legs = [new Leg(), new Leg(), new Leg()];
    for (const leg of legs) wall.ticker.add(leg);
    wall.pass(200);
    for (const leg of legs) {
      expect(leg.atMs.length).toBeGreaterThanOrEqual(9);
      const steps = leg.atMs.slice(1).map((at, index) => at - (leg.atMs[index] ?? 0));
      expect(new Set(steps)).toEqual(new Set([20]));
    }
    expect(jest.getTimerCount()).toBe(1);
  });

  it('drives a leg no more once it is removed, and keeps no timer for nobody', () => {
    const leg = new Leg();
    wall.ticker.add(leg);
    wall.pass(50);
    const before = leg.atMs.length;
    wall.ticker.remove(leg);
    wall.pass(100);
    expect(leg.atMs).toHaveLength(before);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("lets a leg's fault be its own: the others are driven on", () => {
    const broken = new Leg();
    broken.breaksAt = 2;
    const sound = new Leg();
    wall.ticker.add(broken);
    wall.ticker.add(sound);
    wall.pass(200);
    expect(broken.atMs).toHaveLength(2);
    expect(broken.faults).toHaveLength(1);
    expect(sound.atMs.length).toBeGreaterThanOrEqual(9);
  });

  it('takes an hour without a leg for no lateness', () => {
    const first = new Leg();
    wall.ticker.add(first);
    wall.pass(40);
    wall.ticker.remove(first);
    wall.pass(40);
    wall.stall(3_600_000);
    wall.late.length = 0;
    const second = new Leg();
    wall.ticker.add(second);
    wall.pass(100);
    expect(second.atMs.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...wall.late)).toBeLessThanOrEqual(1);
  });

  it('is woken by what is received when its timer is late', () => {
    const leg = new Leg();
    wall.ticker.add(leg);
    wall.pass(60);
    const before = leg.atMs.length;
    wall.stall(25);
    for (let datagrams = 0; datagrams < 16; datagrams += 1) wall.ticker.poke();
    expect(leg.atMs).toHaveLength(before + 1);
  });

  it('drives nobody after it was stopped', () => {
    const leg = new Leg();
    wall.ticker.stop();
    wall.ticker.add(leg);
    wall.pass(100);
    expect(leg.atMs).toEqual([]);
  });
});
