// Patterns and phrases that cannot be read: brackets, slots and facts that do not exist, unknown formats.
import { factKeys } from './check-references';
import { type Path } from './graph';
import { type Flow, type Pattern, type PhraseId } from './model';
import { parsePattern, slotsOf } from './pattern';
import { type Problem } from './problem';
import { currencyOf, formats, parseTemplate, type TemplatePart } from './template';

export const checkWords = (flow: Flow): readonly Problem[] => [
  ...patternLists(flow).flatMap(({ patterns, path }) =>
    patterns.flatMap((pattern, index) => checkPattern(flow, pattern, [...path, index])),
  ),
  ...Object.keys(flow.phrases).flatMap((id) => checkPhrase(flow, id)),
];

/** Every list of patterns in a flow with its place. */
export const patternLists = (
  flow: Flow,
): readonly { readonly patterns: readonly Pattern[]; readonly path: Path }[] => [
  ...Object.entries(flow.intents).map(([name, { patterns }]) => ({
    patterns,
    path: ['intents', name, 'patterns'],
  })),
  ...Object.entries(flow.slots).flatMap(([name, slot]) =>
    slot.kind === 'choice'
      ? Object.entries(slot.choices).map(([value, patterns]) => ({
          patterns,
          path: ['slots', name, 'choices', value],
        }))
      : [],
  ),
  { patterns: flow.globals.human.patterns, path: ['globals', 'human', 'patterns'] },
  { patterns: flow.globals.goodbye.patterns, path: ['globals', 'goodbye', 'patterns'] },
  ...Object.entries(flow.words).map(([name, patterns]) => ({
    patterns: patterns as readonly Pattern[],
    path: ['words', name],
  })),
];

const checkPattern = (flow: Flow, pattern: Pattern, path: Path): readonly Problem[] => {
  const parsed = parsePattern(pattern);
  if (parsed.kind === 'bad') {
    return [
      {
        rule: 'bad-pattern',
        path,
        problem: `pattern "${pattern}": ${parsed.problem}`,
        hint: 'words, [optional], (one|of), <slot>',
      },
    ];
  }
  return slotsOf(parsed.node)
    .filter((slot) => flow.slots[slot]?.kind !== 'digits')
    .map((slot) => ({
      rule: 'bad-pattern' as const,
      path,
      problem: `pattern "${pattern}" mentions <${slot}>, which is no slot of digits`,
      hint: `define it under "slots", or use one of ${Object.keys(flow.slots).join(', ')}`,
    }));
};

const checkPhrase = (flow: Flow, id: PhraseId): readonly Problem[] => {
  const texts = flow.phrases[id]?.texts ?? [];
  if (texts.length === 0)
    return [bad(['phrases', id], `phrase "${id}" has no text`, 'give it at least one text')];
  return texts.flatMap((text, index) => {
    const path = ['phrases', id, index];
    const parsed = parseTemplate(text);
    if (parsed.kind === 'bad')
      return [bad(path, parsed.problem, 'write {slot.order_number:digits} or {fact.order.status}')];
    return [...checkEnd(text, path), ...parsed.parts.flatMap((part) => checkPart(flow, part, path))];
  });
};

/** An unquoted comma in a YAML list cuts a text in two: the halves do not end like sentences. */
const checkEnd = (text: string, path: Path): readonly Problem[] =>
  /[.?!]$/u.test(text.trim())
    ? []
    : [
        bad(
          path,
          `"${text}" does not end like a sentence`,
          'end it with . ? or !, and quote a text with a comma in it',
        ),
      ];

const checkPart = (flow: Flow, part: TemplatePart, path: Path): readonly Problem[] => {
  switch (part.kind) {
    case 'text':
      return [];
    case 'slot':
      return [...checkSlot(flow, part.slot, path), ...checkFormat(flow, part.format, path)];
    case 'fact':
      return [...checkFact(flow, part, path), ...checkFormat(flow, part.format, path)];
  }
};

const checkSlot = (flow: Flow, slot: string, path: Path): readonly Problem[] =>
  flow.slots[slot] === undefined
    ? [bad(path, `slot "${slot}" does not exist`, `use one of ${Object.keys(flow.slots).join(', ')}`)]
    : [];

const checkFact = (
  flow: Flow,
  { fact, format }: TemplatePart & { kind: 'fact' },
  path: Path,
): readonly Problem[] => {
  const facts = factKeys(flow);
  const currency = currencyOf(fact);
  const needed = format === 'money' ? [fact, currency] : [fact];
  return needed
    .filter((key) => !facts.has(key))
    .map((key) =>
      key === fact
        ? bad(path, `fact "${fact}" is provided by no tool`, `use one of ${[...facts].join(', ')}`)
        : bad(
            path,
            `money needs the fact "${currency}"`,
            'let the tool with the amount provide its currency',
          ),
    );
};

const checkFormat = (flow: Flow, format: string, path: Path): readonly Problem[] =>
  formats.has(format) || flow.wordings?.[format] !== undefined
    ? []
    : [
        bad(
          path,
          `format "${format}" is unknown`,
          `use one of ${[...formats].join(', ')}, or define it under "wordings"`,
        ),
      ];

const bad = (path: Path, problem: string, hint: string): Problem => ({
  rule: 'bad-phrase',
  path,
  problem,
  hint,
});
