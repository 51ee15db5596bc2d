// tenant.yaml: trunks, numbers, queues, limits, prices.
import {
  count,
  DIALECT,
  duration,
  listOf,
  mapOf,
  money,
  name,
  object,
  text,
  type JsonSchema,
} from './definitions';

const id: JsonSchema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9-]{0,47}$',
  description: 'an id in small letters, digits and -, e.g. order-desk',
};

const agent = object(
  {
    id,
    name: text,
    sip_uri: {
      type: 'string',
      pattern: '^sips?:[^\\s@]+@[^\\s@]+$',
      description: "where the human's phone rings, e.g. sip:ana@10.0.0.7:5080",
    },
    skills: listOf(name, 20),
  },
  ['id', 'name', 'sip_uri'],
);

/** RFC 3261 25.1 allows more in a quoted string; what people type into two systems does better with less. */
const credential = (what: string): JsonSchema => ({
  type: 'string',
  pattern: '^[A-Za-z0-9._@+-]{1,128}$',
  description: what,
});

const trunk = object(
  {
    name: id,
    sources: {
      ...listOf({ type: 'string', minLength: 1, description: 'an address block, e.g. 127.0.0.0/8' }, 50),
      minItems: 1,
    },
    auth: object(
      {
        username: credential('what the trunk calls itself, e.g. carrier-1'),
        secret: {
          type: 'string',
          minLength: 8,
          maxLength: 256,
          writeOnly: true,
          description: 'a variable of at least 8 characters, e.g. ${carrier_secret}',
        },
        realm: credential('a realm, e.g. sip.example.com; the id of the tenant if left out'),
        algorithms: {
          type: 'array',
          items: { enum: ['SHA-256', 'MD5'], description: 'SHA-256 or MD5' },
          minItems: 1,
          uniqueItems: true,
          description: 'what is offered, in this order, e.g. [SHA-256, MD5]',
        },
      },
      ['username', 'secret'],
    ),
    lines: count(10_000),
  },
  ['name'],
);

export const tenantSchema: JsonSchema = {
  $schema: DIALECT,
  $id: 'urn:trunkline:schema:tenant',
  title: 'A tenant: trunks, numbers, queues, limits, prices',
  ...object(
    {
      id,
      name: text,
      trunks: listOf(trunk, 50),
      numbers: listOf(
        object(
          {
            number: {
              type: 'string',
              pattern: '^\\+?[A-Za-z0-9*#._-]{1,40}$',
              description: 'a number in quotes, e.g. "+15550100"',
            },
            flow: name,
          },
          ['number', 'flow'],
        ),
        1_000,
      ),
      queues: mapOf(
        object(
          {
            label: text,
            skills: listOf(name, 20),
            wait: duration,
            offer: duration,
            agents: listOf(agent, 500),
          },
          ['label', 'wait', 'offer', 'agents'],
        ),
      ),
      limits: object({ lines: count(10_000), spend_per_day: money }, ['lines', 'spend_per_day']),
      prices: object(
        { telephony_per_second: money, recognition_per_second: money, synthesis_per_character: money },
        ['telephony_per_second', 'recognition_per_second', 'synthesis_per_character'],
      ),
    },
    ['id', 'name', 'trunks', 'numbers', 'queues', 'limits', 'prices'],
  ),
};

export interface TenantFile {
  readonly id: string;
  readonly name: string;
  readonly trunks: readonly TrunkEntry[];
  readonly numbers: readonly { number: string; flow: string }[];
  readonly queues: Readonly<Record<string, QueueEntry>>;
  readonly limits: { readonly lines: number; readonly spend_per_day: string };
  readonly prices: {
    readonly telephony_per_second: string;
    readonly recognition_per_second: string;
    readonly synthesis_per_character: string;
  };
}

export type DigestAlgorithm = 'SHA-256' | 'MD5';

export interface TrunkEntry {
  readonly name: string;
  readonly sources?: readonly string[];
  readonly auth?: {
    readonly username: string;
    readonly secret: string;
    readonly realm?: string;
    readonly algorithms?: readonly DigestAlgorithm[];
  };
  readonly lines?: number;
}

export interface QueueEntry {
  readonly label: string;
  readonly skills?: readonly string[];
  readonly wait: string;
  readonly offer: string;
  readonly agents: readonly { id: string; name: string; sip_uri: string; skills?: readonly string[] }[];
}
