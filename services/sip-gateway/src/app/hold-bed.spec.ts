import { type FrameSource, silence } from '@trunkline/audio';
import { HoldBed } from './hold-bed';

const heard: string[] = [];
const bedOf = (overdueMs = 900): HoldBed =>
  new HoldBed({
    overdueMs,
    setIdle: (source: FrameSource) => heard.push(source === silence ? 'silence' : 'bed'),
  });

describe('the hold bed', () => {
  beforeEach(() => {
    heard.length = 0;
  });

  it('fills a wait for what is known to come, and ends with it', () => {
    const bed = bedOf();
    for (const waitedMs of [0, 880, 900, 920, 3_000]) bed.wait(waitedMs, true);
    expect(heard).toEqual(['bed']);
    bed.wait(0, true);
    expect(heard).toEqual(['bed', 'silence']);
    expect(bed.isHeard).toBe(false);
  });

  it('lets a brain that says nothing wait for the rest of a number', () => {
    const bed = bedOf();
    bed.wait(2_240, false);
    expect(heard).toEqual([]);
    bed.wait(2_260, false);
    expect(heard).toEqual(['bed']);
  });

  it('goes on when what was on its way has come and the wait has not ended', () => {
    const bed = bedOf();
    bed.wait(900, true);
    bed.wait(1_000, false);
    expect(heard).toEqual(['bed']);
  });

  it('plays through from a wait into a hand-off', () => {
    const bed = bedOf();
    bed.wait(900, true);
    bed.order(true);
    bed.wait(0, false);
    expect(heard).toEqual(['bed']);
    bed.order(false);
    expect(heard).toEqual(['bed', 'silence']);
  });

  it('is left to the brain where a tenant wants silence', () => {
    const bed = bedOf(0);
    bed.wait(60_000, true);
    expect(heard).toEqual([]);
    bed.order(true);
    expect(heard).toEqual(['bed']);
  });
});
