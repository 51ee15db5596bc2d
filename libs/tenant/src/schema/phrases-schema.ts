// phrases/*.yaml: what is said, by id; alternatives are used in turn.
import { DIALECT, name, type JsonSchema } from './definitions';

const saying: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 300,
  description: 'a text of at most 300 characters',
};

export const phrasesSchema: JsonSchema = {
  $schema: DIALECT,
  $id: 'urn:trunkline:schema:phrases',
  title: 'Phrases: what is said, by id',
  type: 'object',
  propertyNames: name,
  additionalProperties: {
    type: ['string', 'array'],
    minLength: 1,
    maxLength: 300,
    minItems: 1,
    maxItems: 20,
    items: saying,
    description: 'a text, or a list of alternatives that are used in turn',
  },
};

export type PhrasesFile = Readonly<Record<string, string | readonly string[]>>;
