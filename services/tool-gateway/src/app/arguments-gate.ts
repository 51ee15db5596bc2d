// Arguments are taken only as the manifest's schema says; what is wrong is named by field, never by value.
import { canonicalJson } from '@trunkline/event-sourcing';
import { type action } from '@trunkline/domain';
import { type ToolManifest } from '@trunkline/tenant';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { createHash } from 'node:crypto';
import { type Refusal } from './refusal';

/** UTF-16 code units of args_json. */
const ARGS_CHARS_MAX = 16_384;

export type Judged =
  { readonly kind: 'args'; readonly args: action.Fields } | (Refusal & { kind: 'bad-request' });

export class ArgumentsGate {
  // `x-sensitivity` is a keyword of ours; formats are not offered to manifests.
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false });
  private readonly validators = new WeakMap<ToolManifest, ValidateFunction>();

  /** The digest is computed again from the text: a claimed one proves nothing. */
  judge(manifest: ToolManifest, text: string, claimedDigest: string): Judged {
    const args = parse(text);
    if (args === undefined) return bad('args_json', 'must be a canonical JSON object (RFC 8785)');
    if (argsDigestOf(text) !== claimedDigest)
      return bad('args_digest', 'must be the SHA-256 of args_json, hex');
    const validate = this.validatorOf(manifest);
    if (!validate(args))
      return bad(fieldOf(validate.errors?.[0]), validate.errors?.[0]?.message ?? 'is not as declared');
    const odd = Object.entries(args).find(([, value]) => !isScalar(value));
    return odd
      ? bad(`args.${odd[0]}`, 'must be a text, a number or a boolean')
      : { kind: 'args', args: args as action.Fields };
  }

  private validatorOf(manifest: ToolManifest): ValidateFunction {
    const known = this.validators.get(manifest);
    if (known) return known;
    const compiled = this.ajv.compile(manifest.argsSchema);
    this.validators.set(manifest, compiled);
    return compiled;
  }
}

export const argsDigestOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const parse = (text: string): Readonly<Record<string, unknown>> | undefined => {
  if (text.length > ARGS_CHARS_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && canonicalJson(value) === text
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
};

const isScalar = (value: unknown): value is action.Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const fieldOf = (error: ErrorObject | undefined): string => {
  const params: Readonly<Record<string, unknown>> = error?.params ?? {};
  const named = params.missingProperty ?? params.additionalProperty;
  const path = (error?.instancePath ?? '').replaceAll('/', '.');
  return `args${path}${typeof named === 'string' ? `.${named}` : ''}`;
};

const bad = (field: string, hint: string): Refusal & { kind: 'bad-request' } => ({
  kind: 'bad-request',
  field,
  hint,
});
