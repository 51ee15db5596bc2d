// Phrases in words: facts and slots filled in so that they are heard well, alternatives used in turn.
import { type FactKey, type Flow, type PhraseId } from './model';
import { spokenDigits, spokenMoney, spokenNumber } from './spoken-amounts';
import { claimsOf, currencyOf, parseTemplate, type TemplatePart } from './template';

export interface Given {
  /** Slot name to value. */
  readonly slots: Readonly<Record<string, string>>;
  /** Fact key to value. */
  readonly facts: Readonly<Record<string, string>>;
  /** How often this phrase was used before in the call. */
  readonly use: number;
}

export interface Rendered {
  /** Empty when no alternative can be filled with what is known: nothing is said that is not known. */
  readonly sentences: readonly string[];
  readonly claims: readonly FactKey[];
  /** Fixed words without slots and facts: their audio may be kept and used again. */
  readonly cacheable: boolean;
}

export const renderPhrase = (flow: Flow, phrase: PhraseId, given: Given): Rendered => {
  const candidates = (flow.phrases[phrase]?.texts ?? []).flatMap((text) => {
    const rendered = renderText(flow, text, given);
    return rendered === undefined ? [] : [rendered];
  });
  const chosen = candidates[given.use % Math.max(1, candidates.length)];
  return chosen ?? { sentences: [], claims: [], cacheable: false };
};

const renderText = (flow: Flow, text: string, given: Given): Rendered | undefined => {
  const parsed = parseTemplate(text);
  if (parsed.kind === 'bad') return undefined;
  const words = parsed.parts.map((part) => partInWords(flow, part, given));
  if (words.some((word) => word === undefined)) return undefined;
  return {
    sentences: sentencesOf(words.join('')),
    claims: claimsOf(parsed.parts),
    cacheable: parsed.parts.every((part) => part.kind === 'text'),
  };
};

const partInWords = (flow: Flow, part: TemplatePart, given: Given): string | undefined => {
  if (part.kind === 'text') return part.text;
  const value = part.kind === 'slot' ? given.slots[part.slot] : given.facts[part.fact];
  if (value === undefined || value === '') return undefined;
  switch (part.format) {
    case 'text':
      return value;
    case 'digits':
      return spokenDigits(value);
    case 'number':
      return spokenNumber(Number(value));
    case 'money': {
      const currency = part.kind === 'fact' ? given.facts[currencyOf(part.fact)] : undefined;
      return currency === undefined ? undefined : spokenMoney(value, currency);
    }
    default:
      return flow.wordings?.[part.format]?.[value];
  }
};

/** Sentences end at a full stop, question or exclamation mark before a space: speech starts with the first. */
const sentencesOf = (text: string): readonly string[] =>
  text
    .replace(/\s+/gu, ' ')
    .split(/(?<=[.!?])\s+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
