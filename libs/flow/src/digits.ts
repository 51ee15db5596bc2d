// What a turn says about a number: a whole run, a run still short, or a correction of the number known so far.
import { type DigitToken } from './digit-tokens';
import { type DigitsSlot } from './model';

export type DigitReading =
  | { readonly kind: 'none' }
  /** `corrected`: the words themselves said that something before was wrong. */
  | { readonly kind: 'value'; readonly value: string; readonly corrected: boolean; readonly settled: boolean }
  /** Too few digits so far. */
  | { readonly kind: 'short'; readonly digits: string; readonly corrected: boolean }
  /** "not four nine one one two": the whole known value is denied and nothing put in its place. */
  | { readonly kind: 'denied' }
  /** Digits that fit nowhere. */
  | { readonly kind: 'unclear' };

export const readDigits = (
  slot: DigitsSlot,
  tokens: readonly DigitToken[],
  current: string,
): DigitReading => {
  const reading = new Reading(slot, current);
  for (let at = 0; at < tokens.length; at = reading.take(tokens, at));
  return reading.result(tokens.at(-1));
};

/** Folds the tokens of one turn; lives for one reading only. */
class Reading {
  private fresh = '';
  private patched: string | undefined;
  private corrected = false;
  private failed: 'denied' | 'unclear' | undefined;
  /** A patch guessed from a short run; more digits may follow. */
  private guessed = false;

  constructor(
    private readonly slot: DigitsSlot,
    private readonly current: string,
  ) {}

  /** Takes the token at `at` and what belongs to it; returns the index of the next token. */
  take(tokens: readonly DigitToken[], at: number): number {
    const token = tokens[at];
    switch (token?.kind) {
      case 'not':
        return this.takeNot(tokens, at);
      case 'place':
        return this.takePlace(tokens, at, token);
      case 'run':
        return this.takeRun(tokens, at, token);
      case 'correction':
        this.corrected = true;
        return at + 1;
      case 'word':
      case undefined:
        return at + 1;
    }
  }

  result(last: DigitToken | undefined): DigitReading {
    const value = this.patched ?? (this.fits(this.fresh) ? this.fresh : undefined);
    if (value !== undefined) {
      return { kind: 'value', value, corrected: this.corrected, settled: this.isSettled(value, last) };
    }
    if (this.failed !== undefined) return { kind: this.failed };
    if (this.fresh === '') return { kind: 'none' };
    return this.fresh.length > this.slot.lengthMax
      ? { kind: 'unclear' }
      : { kind: 'short', digits: this.fresh, corrected: this.corrected };
  }

  /** Nothing more is to come: the turn does not end in words of correction, and the value is whole or was mended. */
  private isSettled(value: string, last: DigitToken | undefined): boolean {
    if (this.guessed || (last !== undefined && opening.has(last.kind))) return false;
    return this.patched !== undefined || value.length === this.slot.lengthMax;
  }

  private get base(): string {
    return this.patched ?? (this.fits(this.fresh) || this.current === '' ? this.fresh : this.current);
  }

  private fits(digits: string): boolean {
    return digits.length >= this.slot.lengthMin && digits.length <= this.slot.lengthMax;
  }

  /** "not Y, X", "not Y X" without an audible comma, or "not <the whole value>". */
  private takeNot(tokens: readonly DigitToken[], at: number): number {
    this.corrected = true;
    const wrongAt = nextRun(tokens, at + 1);
    const wrong = runAt(tokens, wrongAt);
    if (wrong === undefined) return at + 1;
    const rightAt = nextRun(tokens, wrongAt + 1);
    const right = runAt(tokens, rightAt);
    if (right !== undefined && tokens[rightAt + 1]?.kind !== 'not') {
      this.settle(replaced(this.base, wrong, right), right);
      return rightAt + 1;
    }
    this.takeUnparted(wrong);
    return wrongAt + 1;
  }

  private takeUnparted(said: string): void {
    const { base } = this;
    if (said === base) {
      this.failed = 'denied';
      return;
    }
    const half = said.length / 2;
    const splits = [...Array(said.length).keys()]
      .slice(1)
      .sort((a, b) => Math.abs(a - half) - Math.abs(b - half));
    const fitting = splits
      .map((split) => replaced(base, said.slice(0, split), said.slice(split)))
      .find((value) => value !== undefined && this.fits(value));
    this.settle(fitting, said);
  }

  /** "the last two digits are one two" */
  private takePlace(
    tokens: readonly DigitToken[],
    at: number,
    place: DigitToken & { kind: 'place' },
  ): number {
    const runIndex = nextRun(tokens, at + 1);
    const digits = runAt(tokens, runIndex);
    if (digits === undefined) return at + 1;
    this.corrected = true;
    const { base } = this;
    const counts = place.count === undefined || place.count === digits.length;
    const value =
      !counts || digits.length > base.length
        ? undefined
        : place.edge === 'last'
          ? base.slice(0, -digits.length) + digits
          : digits + base.slice(digits.length);
    this.settle(value, digits);
    return runIndex + 1;
  }

  private takeRun(tokens: readonly DigitToken[], at: number, run: DigitToken & { kind: 'run' }): number {
    const notAt = nextOf(tokens, at + 1, 'not');
    const wrongAt = notAt === undefined ? tokens.length : nextRun(tokens, notAt + 1);
    const wrong = runAt(tokens, wrongAt);
    if (wrong !== undefined) {
      this.corrected = true;
      this.settle(replaced(this.base, wrong, run.digits), run.digits);
      return wrongAt + 1;
    }
    this.takePlain(withoutExclamation(run, this.slot));
    return at + 1;
  }

  private takePlain(digits: string): void {
    if (this.fits(digits)) {
      this.fresh = digits;
      this.patched = undefined;
      this.guessed = false;
    } else if (this.corrected && this.fits(this.base)) {
      this.guess(digits);
    } else if (!this.fits(this.base)) {
      this.fresh = this.continued(digits);
    }
  }

  /** Too few digits after a correction: the one place of the known value that they can mean. */
  private guess(digits: string): void {
    const value = likeliest(this.base, digits);
    if (this.fresh === '') this.fresh = digits;
    if (value === undefined) return;
    this.patched = value;
    this.guessed = true;
  }

  /** A run that goes on after other words, or starts anew after a correction: "four nine, no, seven one one two". */
  private continued(digits: string): string {
    if (!this.corrected) return this.fresh + digits;
    const kept = this.slot.lengthMax - digits.length;
    return kept > 0 && kept < this.fresh.length ? this.fresh.slice(0, kept) + digits : digits;
  }

  private settle(value: string | undefined, said: string): void {
    if (value !== undefined && this.fits(value)) this.patched = value;
    else if (this.fits(said)) this.patched = said;
    else this.failed = 'unclear';
    this.guessed = false;
  }
}

/** A turn that ends in one of these goes on. */
const opening: ReadonlySet<DigitToken['kind']> = new Set(['not', 'correction', 'place']);

const runAt = (tokens: readonly DigitToken[], at: number): string | undefined => {
  const token = tokens[at];
  return token?.kind === 'run' ? token.digits : undefined;
};

/** The next run with nothing but words and corrections before it. */
const nextRun = (tokens: readonly DigitToken[], from: number): number =>
  nextOf(tokens, from, 'run') ?? tokens.length;

const nextOf = (
  tokens: readonly DigitToken[],
  from: number,
  kind: DigitToken['kind'],
): number | undefined => {
  for (let at = from; at < tokens.length; at += 1) {
    const found = tokens[at]?.kind;
    if (found === kind) return at;
    if (found !== 'word' && found !== 'correction') return undefined;
  }
  return undefined;
};

/** "Oh, four seven one one two": one digit too many, and it is the "oh". */
const withoutExclamation = (run: DigitToken & { kind: 'run' }, slot: DigitsSlot): string =>
  run.startsWithOh && run.digits.length === slot.lengthMax + 1 ? run.digits.slice(1) : run.digits;

/** Replaces the only place where `wrong` stands; two places leave it open which one is meant. */
const replaced = (base: string, wrong: string, right: string): string | undefined => {
  const at = base.indexOf(wrong);
  if (at < 0 || base.indexOf(wrong, at + 1) >= 0) return undefined;
  return base.slice(0, at) + right + base.slice(at + wrong.length);
};

/** "No, four seven" about 49112: callers repeat the digit before the wrong one. The one place that differs in one digit. */
const likeliest = (base: string, digits: string): string | undefined => {
  if (digits.length < 2 || digits.length >= base.length) return undefined;
  const places = [...Array(base.length - digits.length + 1).keys()].filter(
    (at) => base[at] === digits[0] && differences(base.slice(at, at + digits.length), digits) === 1,
  );
  const [at] = places;
  return at === undefined || places.length > 1
    ? undefined
    : base.slice(0, at) + digits + base.slice(at + digits.length);
};

const differences = (left: string, right: string): number =>
  [...left].filter((digit, at) => digit !== right[at]).length;
