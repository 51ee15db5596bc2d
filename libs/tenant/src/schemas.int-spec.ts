// The schemas that editors read are the ones that the loader validates with.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { schemas } from './validation';

it.each(Object.entries(schemas))('%s is published as it is used', (name, schema) => {
  const published: unknown = JSON.parse(readFileSync(resolve(__dirname, '../schemas', name), 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(schema)));
});
