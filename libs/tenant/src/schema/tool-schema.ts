// tools/*.yaml: what a tool does, to whom it is visible, and how it is reached.
import {
  count,
  DIALECT,
  duration,
  factKey,
  listOf,
  mapOf,
  money,
  name,
  object,
  sensitivity,
  size,
  text,
  type JsonSchema,
} from './definitions';

const pointer: JsonSchema = {
  type: 'string',
  pattern: '^(/[^/]*)+$',
  description: 'a JSON Pointer, e.g. /order/status',
};
const url: JsonSchema = {
  type: 'string',
  pattern: '^https?://[^\\s]+$',
  description: 'an absolute URL, e.g. https://orders.example/orders/{order}',
};
const header: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z0-9-]+$',
  description: 'a header name, e.g. Idempotency-Key',
};
const code: JsonSchema = { ...name, description: 'an error code, e.g. not_found' };

const http = (more: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  object(
    {
      method: {
        enum: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'],
        description: 'GET, POST, PUT, DELETE or PATCH',
      },
      url,
      body: mapOf({ ...text, description: 'argument name to JSON field' }),
      headers: mapOf(text, header),
      answer_max: size,
      ...more,
    },
    ['method', 'url'],
  );

const argument = object(
  {
    type: {
      enum: ['string', 'integer', 'number', 'boolean'],
      description: 'string, integer, number or boolean',
    },
    pattern: text,
    enum: listOf({ type: ['string', 'number'] }, 50),
    minimum: { type: 'number' },
    maximum: { type: 'number' },
    description: text,
    sensitivity,
  },
  ['type', 'sensitivity'],
);

export const toolSchema: JsonSchema = {
  $schema: DIALECT,
  $id: 'urn:trunkline:schema:tool',
  title: 'A tool: effect, observer, arguments, and the operation behind it',
  ...object(
    {
      name,
      label: text,
      description: { ...text, maxLength: 2_000 },
      effect: {
        enum: ['read', 'reversible', 'irreversible'],
        description: 'read, reversible or irreversible',
      },
      observer: {
        enum: ['local', 'first-party', 'third-party'],
        description: 'local, first-party or third-party',
      },
      patience: duration,
      cost: money,
      args: mapOf(argument),
      facts: mapOf(name, factKey),
      idempotency: object({ header }, ['header']),
      attempts: object({ max: count(10), each: duration }, ['max', 'each']),
      in_flight: duration,
      cache: duration,
      http: http({
        result: mapOf(pointer),
        receipt: pointer,
        error: pointer,
        refusals: mapOf(code, {
          type: 'string',
          pattern: '^4\\d\\d( [a-z0-9_]+)?$',
          description: 'a status and, with "error", a code: "404" or "409 already_shipped"',
        }),
      }),
      look_up: object(
        {
          at: listOf(duration, 10),
          http: http({ result: mapOf(pointer), receipt: pointer }),
          state: pointer,
          committed: listOf(text, 10),
          absent: listOf(text, 10),
        },
        ['at', 'http', 'state', 'committed', 'absent'],
      ),
    },
    ['name', 'label', 'description', 'effect', 'observer', 'patience', 'cost', 'args', 'attempts', 'http'],
  ),
};

export interface ToolFile {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly effect: 'read' | 'reversible' | 'irreversible';
  readonly observer: 'local' | 'first-party' | 'third-party';
  readonly patience: string;
  readonly cost: string;
  readonly args: Readonly<Record<string, ArgumentEntry>>;
  readonly facts?: Readonly<Record<string, string>>;
  readonly idempotency?: { readonly header: string };
  readonly attempts: { readonly max: number; readonly each: string };
  readonly in_flight?: string;
  readonly cache?: string;
  readonly http: HttpEntry;
  readonly look_up?: {
    readonly at: readonly string[];
    readonly http: HttpEntry;
    readonly state: string;
    readonly committed: readonly string[];
    readonly absent: readonly string[];
  };
}

export interface ArgumentEntry {
  readonly type: string;
  readonly sensitivity: string;
  readonly description?: string;
  readonly [constraint: string]: unknown;
}

export interface HttpEntry {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly url: string;
  readonly body?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer_max?: string;
  readonly result?: Readonly<Record<string, string>>;
  readonly receipt?: string;
  readonly error?: string;
  readonly refusals?: Readonly<Record<string, string>>;
}
