// Values as they are heard well: digits in groups, numbers and money in words.
import { digitWords, tensAndTeens } from './spoken-digits';

const GROUPS: Readonly<Record<number, readonly number[]>> = {
  5: [2, 3],
  6: [3, 3],
  7: [3, 4],
  8: [4, 4],
  9: [3, 3, 3],
  10: [3, 3, 4],
};

/** "49112" becomes "four nine, one one two": a comma is a short pause, and ears keep groups, not runs. */
export const spokenDigits = (value: string): string => {
  const digits = [...value].filter((sign) => /\d/u.test(sign));
  const words = digits.map((digit) => digitWords[Number(digit)] ?? digit);
  if (words.length <= 4) return words.join(' ');
  const groups: string[] = [];
  for (let at = 0; at < words.length;) {
    const size = GROUPS[words.length]?.[groups.length] ?? 4;
    groups.push(words.slice(at, at + size).join(' '));
    at += size;
  }
  return groups.join(', ');
};

const SCALES = ['', ' thousand', ' million', ' billion'] as const;

/** A whole number below 10^12 in words; undefined for anything else. */
export const spokenNumber = (value: number): string | undefined => {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e12) return undefined;
  if (value < 0) return `minus ${spokenNumber(-value)}`;
  if (value === 0) return 'zero';
  const parts: string[] = [];
  for (let rest = value, scale = 0; rest > 0; rest = Math.floor(rest / 1000), scale += 1) {
    const part = rest % 1000;
    if (part > 0) parts.unshift(belowThousand(part) + (SCALES[scale] ?? ''));
  }
  return parts.join(' ');
};

const CURRENCIES: Readonly<
  Record<
    string,
    { readonly unit: string; readonly units: string; readonly cent: string; readonly cents: string }
  >
> = {
  USD: { unit: 'dollar', units: 'dollars', cent: 'cent', cents: 'cents' },
  CAD: { unit: 'Canadian dollar', units: 'Canadian dollars', cent: 'cent', cents: 'cents' },
  AUD: { unit: 'Australian dollar', units: 'Australian dollars', cent: 'cent', cents: 'cents' },
  EUR: { unit: 'euro', units: 'euros', cent: 'cent', cents: 'cents' },
  GBP: { unit: 'pound', units: 'pounds', cent: 'penny', cents: 'pence' },
};

/**
 * Money in words. `amount` is written in major units with two decimals ("42.50") or without ("42"); a currency
 * that is not known is said by its code. Undefined when the amount is no amount: nothing is guessed about money.
 */
export const spokenMoney = (amount: string, currency: string): string | undefined => {
  const found = /^(\d{1,9})(?:\.(\d{2}))?$/u.exec(amount.trim());
  if (found?.[1] === undefined) return undefined;
  const major = Number(found[1]);
  const minor = Number(found[2] ?? '0');
  const names = CURRENCIES[currency.toUpperCase()];
  if (names === undefined)
    return `${spokenNumber(major)}${minor > 0 ? ` point ${spokenNumber(minor)}` : ''} ${currency}`;
  const dollars = `${spokenNumber(major)} ${major === 1 ? names.unit : names.units}`;
  const cents = `${spokenNumber(minor)} ${minor === 1 ? names.cent : names.cents}`;
  if (minor === 0) return dollars;
  return major === 0 ? cents : `${dollars} and ${cents}`;
};

const belowThousand = (value: number): string => {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const head = hundreds > 0 ? `${digitWords[hundreds]} hundred` : '';
  return [head, rest > 0 ? belowHundred(rest) : ''].filter((part) => part !== '').join(' ');
};

const belowHundred = (value: number): string => {
  if (value < 10) return digitWords[value] ?? '';
  if (value < 20) return tensAndTeens[value - 10] ?? '';
  const ten = tensAndTeens[8 + Math.floor(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ten} ${digitWords[value % 10]}`;
};
