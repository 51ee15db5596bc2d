import { digitOf } from './in-dialog';

describe('a key pressed, in an INFO', () => {
  it.each([
    ['Signal=5\r\nDuration=160\r\n', '5'],
    ['Signal= #\r\nDuration= 250\r\n', '#'],
    ['signal=a', 'A'],
    ['7', '7'],
    ['*\r\n', '*'],
    ['Signal=12\r\nDuration=160', undefined],
    ['Duration=5', undefined],
    ['', undefined],
  ])('%j is %s', (body, digit) => {
    expect(digitOf(body)).toBe(digit);
  });
});
