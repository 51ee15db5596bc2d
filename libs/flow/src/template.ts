// A phrase's text, parsed: words and placeholders such as `{slot.order_number:digits}` or `{fact.order.total:money}`.
import { type FactKey, type SlotName } from './model';

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'slot'; readonly slot: SlotName; readonly format: string }
  | { readonly kind: 'fact'; readonly fact: FactKey; readonly format: string };

export type ParsedTemplate =
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'bad'; readonly problem: string };

/** Formats every flow knows; any other name is a table of `wordings`. */
export const formats: ReadonlySet<string> = new Set(['text', 'digits', 'number', 'money']);

const PLACEHOLDER = /^(slot|fact)\.([a-z0-9_]+(?:\.[a-z0-9_]+)*)(?::([a-z0-9_]+))?$/u;

export const parseTemplate = (text: string): ParsedTemplate => {
  const parts: TemplatePart[] = [];
  for (const [index, piece] of text.split(/\{([^{}]*)\}/u).entries()) {
    if (index % 2 === 0) {
      if (/[{}]/u.test(piece)) return { kind: 'bad', problem: `a brace in "${piece.trim()}" has no partner` };
      if (piece !== '') parts.push({ kind: 'text', text: piece });
      continue;
    }
    const found = PLACEHOLDER.exec(piece.trim());
    if (found?.[2] === undefined)
      return { kind: 'bad', problem: `{${piece}} is not {slot.<name>} or {fact.<key>}` };
    const format = found[3] ?? 'text';
    parts.push(
      found[1] === 'slot'
        ? { kind: 'slot', slot: found[2], format }
        : { kind: 'fact', fact: found[2], format },
    );
  }
  return { kind: 'template', parts };
};

/** Fact keys that the words of a template rest on. */
export const claimsOf = (parts: readonly TemplatePart[]): readonly FactKey[] => [
  ...new Set(
    parts.flatMap((part) => {
      if (part.kind === 'text') return [];
      if (part.kind === 'slot') return [`slot.${part.slot}`];
      return part.format === 'money' ? [part.fact, currencyOf(part.fact)] : [part.fact];
    }),
  ),
];

/** The currency of `order.total` is the fact `order.currency`. */
export const currencyOf = (amount: FactKey): FactKey =>
  [...amount.split('.').slice(0, -1), 'currency'].join('.');
