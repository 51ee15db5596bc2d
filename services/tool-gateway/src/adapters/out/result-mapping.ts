// From a tool's JSON to the flat fields that the conversation may know, by JSON Pointer (RFC 6901).
import { type action } from '@trunkline/domain';
import { type HttpOperation } from '@trunkline/tenant';

/** Longer text is no field. */
const TEXT_CHARS_MAX = 1_000;

export type Mapped =
  | { readonly kind: 'mapped'; readonly result: action.Fields; readonly receipt?: string }
  /** A field of the manifest is missing or is no scalar: the tool is not the one that was reviewed. */
  | { readonly kind: 'broken'; readonly field: string };

/** A null leaves its field out. */
export const mappedResult = (body: unknown, operation: Pick<HttpOperation, 'result' | 'receipt'>): Mapped => {
  const result: Record<string, action.Scalar> = {};
  for (const [field, pointer] of Object.entries(operation.result)) {
    const value = pointTo(body, pointer);
    if (value === null) continue;
    if (!isScalar(value)) return { kind: 'broken', field };
    result[field] = value;
  }
  if (operation.receipt === undefined) return { kind: 'mapped', result };
  const receipt = pointTo(body, operation.receipt);
  return isScalar(receipt)
    ? { kind: 'mapped', result, receipt: String(receipt) }
    : { kind: 'broken', field: 'receipt' };
};

/** Undefined for nothing there. Only own properties count. */
export const pointTo = (value: unknown, pointer: string): unknown => {
  let at = value;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
};

const isScalar = (value: unknown): value is action.Scalar => {
  if (typeof value === 'string') return value.length <= TEXT_CHARS_MAX;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
};
