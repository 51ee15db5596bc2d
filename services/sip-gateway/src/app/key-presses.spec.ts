import { KeyPresses, type KeyWay } from './key-presses';

/** `r1` = key 1 as telephone-event, `i1` = key 1 by INFO, `.` = 100 ms pass. */
const told = (spelled: string): string => {
  const keys = new KeyPresses();
  const ways: Readonly<Record<string, KeyWay>> = { r: 'rtp', i: 'info' };
  let atMs = 0;
  let heard = '';
  for (const [step = ''] of spelled.matchAll(/[ri][0-9*#A-D]|\./g)) {
    if (step === '.') atMs += 100;
    else if (keys.press(step.slice(1), ways[step.charAt(0)] ?? 'rtp', atMs)) heard += step.slice(1);
  }
  return heard;
};

describe('key presses', () => {
  it.each([
    ['r1.r2.r3', '123', 'by telephone-event alone'],
    ['i1.i2.i2', '122', 'by INFO alone'],
    ['r1i1.r2.i2..i3r3', '123', 'both ways, either first'],
    ['r1.i1.r1.i1', '11', 'the same key twice, both ways'],
    ['r1r1i1i1', '11', 'the same key twice, the INFOs late'],
    ['r1...........i1', '11', 'a second press that is too late to be the first'],
    ['r1i2', '12', 'another key is another press'],
  ])('%s is %s: %s', (spelled, digits) => {
    expect(told(spelled)).toBe(digits);
  });
});
