// A file against its schema: each violation at its line, with the schema's own words as the remedy.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { type TenantProblem } from './problem';
import { flowSchema, type FlowFile } from './schema/flow-schema';
import { phrasesSchema, type PhrasesFile } from './schema/phrases-schema';
import { tenantSchema, type TenantFile } from './schema/tenant-schema';
import { toolSchema, type ToolFile } from './schema/tool-schema';
import { type KeyPath, type SourceFile } from './source-file';

/** The published schemas by file name. */
export const schemas = {
  'tenant.schema.json': tenantSchema,
  'flow.schema.json': flowSchema,
  'tool.schema.json': toolSchema,
  'phrases.schema.json': phrasesSchema,
} as const;

export type Validated<T> =
  | { readonly kind: 'valid'; readonly value: T; readonly source: SourceFile }
  | { readonly kind: 'invalid'; readonly problems: readonly TenantProblem[] };

const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
});
const validators = {
  tenant: ajv.compile<TenantFile>(tenantSchema),
  flow: ajv.compile<FlowFile>(flowSchema),
  tool: ajv.compile<ToolFile>(toolSchema),
  phrases: ajv.compile<PhrasesFile>(phrasesSchema),
};

export const asTenant = (source: SourceFile): Validated<TenantFile> => validated(validators.tenant, source);
export const asFlow = (source: SourceFile): Validated<FlowFile> => validated(validators.flow, source);
export const asTool = (source: SourceFile): Validated<ToolFile> => validated(validators.tool, source);
export const asPhrases = (source: SourceFile): Validated<PhrasesFile> =>
  validated(validators.phrases, source);

const validated = <T>(validate: ValidateFunction<T>, source: SourceFile): Validated<T> => {
  if (source.problems.length > 0) return { kind: 'invalid', problems: source.problems };
  const { value } = source;
  if (validate(value)) return { kind: 'valid', value, source };
  const told = (validate.errors ?? []).filter(
    ({ keyword }) => keyword !== 'if' && keyword !== 'propertyNames',
  );
  return { kind: 'invalid', problems: told.map((error) => problemOf(error, source)) };
};

const problemOf = (error: ErrorObject, source: SourceFile): TenantProblem => {
  const path = pathOf(error.instancePath);
  const name = path.length === 0 ? 'the file' : `"${path.join('.')}"`;
  switch (error.keyword) {
    case 'additionalProperties': {
      const extra = String(error.params['additionalProperty']);
      const known = Object.keys(membersOf(error.parentSchema));
      return source.at([...path, extra], `"${extra}" is not known here`, `use one of ${known.join(', ')}`);
    }
    case 'required': {
      const member = String(error.params['missingProperty']);
      const hint = describing(membersOf(error.parentSchema)[member]);
      return source.at(path, `${name} lacks "${member}"`, `add ${member}: ${hint ?? '...'}`);
    }
    default: {
      const key = error.propertyName;
      const at = key === undefined ? path : [...path, key];
      const subject = key === undefined ? subjectOf(name, error) : `the name "${key}"`;
      return source.at(
        at,
        `${subject} ${error.message ?? 'is not valid'}`,
        `write ${describing(error.parentSchema) ?? 'a valid value'}`,
      );
    }
  }
};

/** What is wrong may be shown, but for a secret. */
const subjectOf = (name: string, { parentSchema, data }: ErrorObject): string =>
  isRecord(parentSchema) && parentSchema['writeOnly'] === true ? name : `${name} is ${shown(data)}: it`;

const shown = (data: unknown): string => {
  const text = JSON.stringify(data) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
};

const membersOf = (schema: unknown): Readonly<Record<string, unknown>> =>
  isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};

const describing = (schema: unknown): string | undefined =>
  isRecord(schema) && typeof schema['description'] === 'string' ? schema['description'] : undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** RFC 6901: ~1 stands for a slash, ~0 for a tilde. */
const pathOf = (pointer: string): KeyPath =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
