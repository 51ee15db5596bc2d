// A tool's operation and its arguments as one HTTP request; or the argument that does not fit into one.
import { type action } from '@trunkline/domain';
import { type HttpOperation, type ToolManifest } from '@trunkline/tenant';
import { type HttpRequest } from './http-exchange';

const PLACEHOLDER = /\{([^{}]*)\}/gu;
const SEGMENT_CHARS_MAX = 256;

/** Where a look-up's URL takes the action's idempotency key. */
const KEY = 'key';

export type Values = Readonly<Record<string, action.Scalar | undefined>>;

/** `args` fill the path and the body; `key` goes into the manifest's header. */
export const attemptRequest = (
  { operation, idempotency, attemptMsMax }: ToolManifest,
  args: action.Fields,
  key: string,
): HttpRequest => {
  const headers =
    idempotency.kind === 'header' ? { ...operation.headers, [idempotency.header]: key } : operation.headers;
  return { ...requestOf(operation, args), headers, timeoutMs: attemptMsMax };
};

export const lookupRequest = (operation: HttpOperation, args: action.Fields, key: string): HttpRequest =>
  requestOf(operation, { ...args, [KEY]: key });

/**
 * A value that would change the path's shape: empty, a dot segment (RFC 3986, section 3.3), or too long. No value is
 * sendable where it would choose the host.
 */
export const unsendableArg = ({ url }: HttpOperation, args: action.Fields): string | undefined => {
  const inHost = namesIn(url.split('/', 3).join('/'));
  return namesIn(url).find((name) => inHost.includes(name) || !isSegment(valueOf(args, name)));
};

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(PLACEHOLDER)].map((found) => found[1] ?? '');

const isSegment = (value: action.Scalar | undefined): boolean => {
  const text = String(value ?? '');
  return text !== '' && !/^\.{1,2}$/.test(text) && text.length <= SEGMENT_CHARS_MAX;
};

const requestOf = (operation: HttpOperation, values: Values): HttpRequest => {
  const { method, headers, bytesMax } = operation;
  const url = new URL(operation.url.replace(PLACEHOLDER, (_, name: string) => encode(valueOf(values, name))));
  const named = Object.entries(operation.body).map(
    ([name, field]) => [field, valueOf(values, name)] as const,
  );
  const body = JSON.stringify(Object.fromEntries(named.filter(([, value]) => value !== undefined)));
  return { method, url, headers, bytesMax, timeoutMs: 0, ...(method !== 'GET' && { body }) };
};

const encode = (value: action.Scalar | undefined): string => encodeURIComponent(String(value ?? ''));

const valueOf = (values: Values, name: string): action.Scalar | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
