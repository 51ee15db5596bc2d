// What a tool's schema cannot say: placeholders without arguments, facts without results, retries that could act twice.
import { type TenantProblem } from './problem';
import { type HttpEntry, type ToolFile } from './schema/tool-schema';
import { type KeyPath, type SourceFile } from './source-file';
import { durationMs } from './units';

/** `key` stands for the action's idempotency key in the URL of a look-up. */
export const KEY_PLACEHOLDER = 'key';

export const checkTool = (file: ToolFile, source: SourceFile): readonly TenantProblem[] => [
  ...placeholders(file, { entry: file.http, path: ['http'], more: [] }, source),
  ...(file.look_up === undefined
    ? []
    : placeholders(
        file,
        { entry: file.look_up.http, path: ['look_up', 'http'], more: [KEY_PLACEHOLDER] },
        source,
      )),
  ...facts(file, source),
  ...refusals(file, source),
  ...retries(file, source),
  ...times(file, source),
];

interface Operation {
  readonly entry: HttpEntry;
  readonly path: KeyPath;
  readonly more: readonly string[];
}

const placeholders = (
  file: ToolFile,
  { entry, path, more }: Operation,
  source: SourceFile,
): readonly TenantProblem[] => {
  const known = [...Object.keys(file.args), ...more];
  const hint = `use one of ${known.join(', ')}, or define it under "args"`;
  const inUrl = [...entry.url.matchAll(/\{([^{}]*)\}/gu)]
    .map((found) => found[1] ?? '')
    .filter((name) => !known.includes(name));
  const inBody = Object.keys(entry.body ?? {}).filter((name) => !known.includes(name));
  const host = entry.url.split('/')[2] ?? '';
  return [
    ...inUrl.map((name) =>
      source.at([...path, 'url'], `the URL names {${name}}, which is no argument`, hint),
    ),
    ...inBody.map((name) =>
      source.at([...path, 'body', name], `the body takes "${name}", which is no argument`, hint),
    ),
    ...(host.includes('{')
      ? [
          source.at(
            [...path, 'url'],
            'an argument stands in the host',
            'arguments belong into the path: the host is fixed',
          ),
        ]
      : []),
  ];
};

const facts = (file: ToolFile, source: SourceFile): readonly TenantProblem[] => {
  const fields = Object.keys(file.http.result ?? {});
  return Object.entries(file.facts ?? {})
    .filter(
      ([, field]) => !fields.includes(field) && !(field === 'receipt' && file.http.receipt !== undefined),
    )
    .map(([key, field]) =>
      source.at(
        ['facts', key],
        `fact "${key}" takes the field "${field}", which the result does not have`,
        `use one of ${fields.join(', ')}, or add it under "http.result"`,
      ),
    );
};

const refusals = (file: ToolFile, source: SourceFile): readonly TenantProblem[] =>
  file.http.error !== undefined
    ? []
    : Object.keys(file.http.refusals ?? {})
        .filter((key) => key.includes(' '))
        .map((key) =>
          source.at(
            ['http', 'refusals', key],
            `"${key}" names a code, and nothing says where an answer has it`,
            'add "error: /error" under "http"',
          ),
        );

/** What changes the world may be sent twice only under a key by which the other side recognises it. */
const retries = (file: ToolFile, source: SourceFile): readonly TenantProblem[] => {
  if (file.effect === 'read') return [];
  const problems: TenantProblem[] = [];
  if (file.attempts.max > 1 && file.idempotency === undefined) {
    problems.push(
      source.at(
        ['attempts', 'max'],
        `"${file.name}" changes something and is retried without an idempotency key`,
        'add "idempotency: { header: Idempotency-Key }", or set max to 1',
      ),
    );
  }
  if (file.cache !== undefined && durationMs(file.cache) > 0) {
    problems.push(
      source.at(
        ['cache'],
        `"${file.name}" changes something and is cached`,
        'remove "cache": only reads are cached',
      ),
    );
  }
  if (file.http.method === 'GET') {
    problems.push(
      source.at(
        ['http', 'method'],
        `"${file.name}" changes something by GET`,
        'use POST, PUT, PATCH or DELETE, or set "effect: read"',
      ),
    );
  }
  return problems;
};

const times = (file: ToolFile, source: SourceFile): readonly TenantProblem[] =>
  durationMs(file.patience) >= durationMs(file.attempts.each)
    ? []
    : [
        source.at(
          ['patience'],
          'the caller waits for less time than one attempt may take',
          'raise "patience", or lower "attempts.each"',
        ),
      ];
