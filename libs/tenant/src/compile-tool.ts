// A tool file as the manifest that the tool gateway runs and the terms that the conversation knows.
import { type ToolTerms } from '@trunkline/flow';
import { hashOf } from './hash';
import { type HttpOperation, type Lookup, type ToolManifest } from './model';
import { type ArgumentEntry, type HttpEntry, type ToolFile } from './schema/tool-schema';
import { durationMs, moneyMicros, sizeBytes } from './units';

export const compileTool = (file: ToolFile): ToolManifest => {
  const argsSchema = argsSchemaOf(file.args);
  return {
    terms: termsOf(file, argsSchema),
    description: file.description,
    observer: file.observer,
    argsSchema,
    operation: operationOf(file.http),
    ...(file.look_up === undefined ? {} : { lookup: lookupOf(file.look_up) }),
    idempotency:
      file.idempotency === undefined ? { kind: 'none' } : { kind: 'header', header: file.idempotency.header },
    attemptsMax: file.attempts.max,
    attemptMsMax: durationMs(file.attempts.each),
    inFlightMsMax: durationMs(file.in_flight ?? file.attempts.each),
    lookupAtMs: (file.look_up?.at ?? []).map(durationMs),
    cacheMs: durationMs(file.cache ?? '0s'),
  };
};

const termsOf = (file: ToolFile, argsSchema: ToolManifest['argsSchema']): ToolTerms => ({
  name: file.name,
  label: file.label,
  effect: file.effect,
  // What an operator approved: a tool that says, does or takes something else is another tool.
  hash: hashOf({
    name: file.name,
    description: file.description,
    effect: file.effect,
    observer: file.observer,
    argsSchema,
    result: file.http.result ?? {},
  }),
  patienceMs: durationMs(file.patience),
  costMicros: moneyMicros(file.cost),
  facts: file.facts ?? {},
});

const argsSchemaOf = (args: ToolFile['args']): ToolManifest['argsSchema'] => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: Object.fromEntries(Object.entries(args).map(([name, entry]) => [name, propertyOf(entry)])),
  required: Object.keys(args),
  additionalProperties: false,
});

const propertyOf = ({ sensitivity, ...schema }: ArgumentEntry): Readonly<Record<string, unknown>> => ({
  ...schema,
  'x-sensitivity': sensitivity,
});

const operationOf = (entry: HttpEntry): HttpOperation => ({
  method: entry.method,
  url: entry.url,
  body: entry.body ?? {},
  headers: entry.headers ?? {},
  bytesMax: sizeBytes(entry.answer_max ?? '64KB'),
  result: entry.result ?? {},
  ...(entry.receipt === undefined ? {} : { receipt: entry.receipt }),
  ...(entry.error === undefined ? {} : { errorPointer: entry.error }),
  refusals: entry.refusals ?? {},
});

const lookupOf = (entry: NonNullable<ToolFile['look_up']>): Lookup => ({
  operation: operationOf(entry.http),
  statePointer: entry.state,
  committed: entry.committed,
  absent: entry.absent,
});
