// Slots in order, retries on a budget, a breaker that admits one probe.
import { TOOL_LIMITS, ToolLimits } from './tool-limits';

const limits = (over: Partial<typeof TOOL_LIMITS> = {}) => new ToolLimits({ ...TOOL_LIMITS, ...over });

describe('slots', () => {
  it('go to who waits longest', async () => {
    const one = limits({ slotsMax: 1 });
    const order: string[] = [];
    expect(await one.slot(0)).toBe(true);
    const second = one.slot(60_000).then(() => order.push('second'));
    const third = one.slot(60_000).then(() => order.push('third'));
    one.release();
    one.release();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
  });

  it('turn away who would wait behind too many', async () => {
    const one = limits({ slotsMax: 1, waitingMax: 0 });
    await one.slot(0);
    expect(await one.slot(60_000)).toBe(false);
  });

  it('turn away who has waited long enough, and forget them', async () => {
    const one = limits({ slotsMax: 1 });
    await one.slot(0);
    expect(await one.slot(0)).toBe(false);
    one.release();
    expect(await one.slot(0)).toBe(true);
  });
});

describe('the retry budget', () => {
  it('ends, and is earned again by successes', () => {
    const one = limits({ retryTokensMax: 2, tokensPerSuccess: 0.5 });
    expect([one.takeRetryToken(), one.takeRetryToken(), one.takeRetryToken()]).toEqual([true, true, false]);
    one.note(true, 0);
    expect(one.takeRetryToken()).toBe(false);
    one.note(true, 0);
    expect(one.takeRetryToken()).toBe(true);
  });
});

describe('the breaker', () => {
  const broken = () => {
    const one = limits({ failuresMax: 2, openMs: 1_000 });
    one.note(false, 0);
    one.note(false, 10);
    return one;
  };

  it('opens after failures in a row', () => {
    const one = limits({ failuresMax: 2, openMs: 1_000 });
    one.note(false, 0);
    one.note(true, 1);
    one.note(false, 2);
    expect(one.breaker(3)).toBe('closed');
    one.note(false, 4);
    expect([one.breaker(5), one.admits(5)]).toEqual(['open', false]);
  });

  it('lets one probe through, and closes when it is well', () => {
    const one = broken();
    expect([one.breaker(1_010), one.admits(1_010), one.admits(1_011)]).toEqual(['half_open', true, false]);
    one.note(true, 1_020);
    expect([one.breaker(1_021), one.admits(1_021)]).toEqual(['closed', true]);
  });

  it('opens again when the probe fails', () => {
    const one = broken();
    one.admits(1_010);
    one.note(false, 1_020);
    expect(one.breaker(2_019)).toBe('open');
  });

  it('sends another probe when nothing is heard of the first', () => {
    const one = broken();
    expect([one.admits(1_010), one.admits(2_009), one.admits(2_010)]).toEqual([true, false, true]);
  });
});
