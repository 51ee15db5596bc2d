// Reads a slot from a whole turn: numbers with their corrections, choices by their patterns.
import { type DigitReading, readDigits } from './digits';
import { digitTokens } from './digit-tokens';
import { grammarOf } from './grammar';
import { findLongest } from './matching';
import { type Completeness, type Heard, type Understanding } from './meaning';
import { type ChoiceSlot, type DigitsSlot, type Flow, type SlotName } from './model';

/** A slot as an ask stage hears it; undefined when the turn does not speak of it. */
export const readSlot = (flow: Flow, name: SlotName, heard: Heard): Understanding | undefined => {
  const slot = flow.slots[name];
  if (slot === undefined) return undefined;
  if (slot.kind === 'choice') return readChoice(flow, { name, slot }, heard);
  const current = heard.current[name] ?? '';
  return fromDigits(digitsIn(flow, { name, slot }, heard), { name, current });
};

export const digitsIn = (
  flow: Flow,
  { name, slot }: { name: SlotName; slot: DigitsSlot },
  heard: Heard,
): DigitReading =>
  readDigits(slot, digitTokens(heard.words, grammarOf(flow).corrections), heard.current[name] ?? '');

/** Slot values said beside an intent. Digits count only where the flow has one number to ask for. */
export const fillsOf = (
  flow: Flow,
  heard: Heard,
): { readonly fills: Readonly<Record<SlotName, string>>; readonly short: boolean } => {
  const numbers = Object.entries(flow.slots).flatMap(([name, slot]) =>
    slot.kind === 'digits' ? [{ name, slot }] : [],
  );
  const [only] = numbers;
  if (only === undefined || numbers.length > 1) return { fills: {}, short: false };
  const reading = digitsIn(flow, only, { ...heard, current: {} });
  return {
    fills: reading.kind === 'value' ? { [only.name]: reading.value } : {},
    short: reading.kind === 'short' && reading.digits.length > 1,
  };
};

const fromDigits = (
  reading: DigitReading,
  { name, current }: { name: SlotName; current: string },
): Understanding | undefined => {
  switch (reading.kind) {
    case 'none':
      return undefined;
    case 'value': {
      const correction = current !== '' && current !== reading.value;
      const completeness = settledOr(reading.settled, reading.corrected ? 'incomplete' : 'unsure');
      return { meaning: { kind: 'slot', slot: name, correction, value: reading.value }, completeness };
    }
    case 'short':
      return { meaning: { kind: 'unsure' }, completeness: 'incomplete' };
    case 'denied':
      return { meaning: { kind: 'no' }, completeness: 'unsure' };
    case 'unclear':
      return { meaning: { kind: 'unsure' }, completeness: 'unsure' };
  }
};

const settledOr = (settled: boolean, otherwise: Completeness): Completeness =>
  settled ? 'complete' : otherwise;

const readChoice = (
  flow: Flow,
  { name, slot }: { name: SlotName; slot: ChoiceSlot },
  heard: Heard,
): Understanding | undefined => {
  const patterns = grammarOf(flow).choices[name] ?? {};
  const found = Object.keys(slot.choices)
    .map((value) => ({ value, match: findLongest(patterns[value] ?? [], heard.words) }))
    .filter(({ match }) => match !== undefined);
  const [only] = found;
  if (only === undefined) return undefined;
  // Two choices in one turn: "the blue one, no, the red one" keeps the last; without a correction it is open.
  if (found.length > 1 && findLongest(grammarOf(flow).corrections, heard.words) === undefined) {
    return { meaning: { kind: 'unsure' }, completeness: 'unsure' };
  }
  const last = found.reduce((a, b) => ((b.match?.start ?? 0) > (a.match?.start ?? 0) ? b : a), only);
  const current = heard.current[name];
  const correction = current !== undefined && current !== '' && current !== last.value;
  return { meaning: { kind: 'slot', slot: name, correction, value: last.value }, completeness: 'complete' };
};
