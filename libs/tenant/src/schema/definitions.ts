// What the four schemas share: names, quantities, lists. A `description` is the hint that a broken value gets.
import { DURATION, MONEY, SIZE } from '../units';

export type JsonSchema = Readonly<Record<string, unknown>>;

export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

export const name: JsonSchema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9_]{0,47}$',
  description: 'a name in small letters, digits and _, e.g. order_number',
};
export const text: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 500,
  description: 'a text of 1 to 500 characters',
};
export const duration: JsonSchema = {
  type: 'string',
  pattern: DURATION,
  description: 'a duration, e.g. 800ms, 30s or 5m',
};
export const money: JsonSchema = {
  type: 'string',
  pattern: MONEY,
  description: 'an amount in dollars, e.g. $0.05',
};
export const size: JsonSchema = { type: 'string', pattern: SIZE, description: 'a size, e.g. 64KB' };
export const fraction: JsonSchema = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: 'a number from 0 to 1',
};
export const count = (max: number): JsonSchema => ({
  type: 'integer',
  minimum: 1,
  maximum: max,
  description: `a whole number from 1 to ${max}`,
});

export const listOf = (items: JsonSchema, itemsMax = 100): JsonSchema => ({
  type: 'array',
  items,
  maxItems: itemsMax,
  description: `a list, e.g. [first, second], of at most ${itemsMax}`,
});
export const mapOf = (values: JsonSchema, keys: JsonSchema = name): JsonSchema => ({
  type: 'object',
  propertyNames: keys,
  additionalProperties: values,
  maxProperties: 300,
  description: 'a map of names to values',
});

/** An object with exactly these members. */
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

export const patterns = listOf(
  { ...text, description: 'a pattern: words, [optional], (one|of), <slot>' },
  200,
);
export const phraseList: JsonSchema = {
  type: ['string', 'array'],
  items: name,
  maxItems: 20,
  description: 'a phrase id, or a list of them',
};
export const sensitivity: JsonSchema = {
  enum: ['public', 'identifier', 'contact', 'financial', 'secret'],
  description: 'public, identifier, contact, financial or secret',
};
export const factKey: JsonSchema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+$',
  description: 'a fact key of two or more names, e.g. order.status',
};
