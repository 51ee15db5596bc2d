// The files of the repository that deployment is checked by.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const ROOT = join(__dirname, '../../..');

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const list = (dir: string): readonly string[] => readdirSync(join(ROOT, dir)).sort();

/** YAML with merge keys, as far as the caller knows its shape. */
export const readYaml = (path: string): unknown => parse(read(path), { merge: true });

/** All documents of a text that are not empty. */
export const documents = (text: string): readonly unknown[] =>
  parseAllDocuments(text)
    .map((document) => {
      if (document.errors.length > 0) throw new Error(document.errors.join('\n'));
      return document.toJS() as unknown;
    })
    .filter((value) => value !== null);
