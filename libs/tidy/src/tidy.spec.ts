// The style guide as a test: what a linter cannot see.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { importsOf, isSource, isSpec, packages, read, ROOT, target, trackedFiles } from './tree';

const files = trackedFiles();
const fileSet = new Set(files);
const known = packages(files);
const sources = files.filter(isSource);
const code = sources.filter((file) => !isSpec(file));
const texts = new Map(sources.map((file) => [file, read(file)]));
const textOf = (file: string): string => texts.get(file) ?? read(file);

/** Joined so that this file does not contain them. */
const word = (...parts: string[]): string => parts.join('');
const BANNED: readonly (readonly [RegExp, string])[] = [
  [new RegExp(word('\\bFIX', 'ME\\b|\\bTO', 'DO\\b|\\bXX', 'X\\b')), 'finish it before it lands'],
  [new RegExp(word('eslint-', 'disable')), 'split instead'],
  [new RegExp(word('@ts-', 'ignore|@ts-', 'expect-error|@ts-', 'nocheck')), 'mend the type'],
  [new RegExp(word('\\binter', 'ruption\\b'), 'i'), 'barge-in (docs/glossary.md)'],
  [new RegExp(word('\\b(describe|it|test)\\.', 'only\\b')), 'all tests run'],
  [
    new RegExp(word('://regis', 'try\\.|://de', 'b\\.|://re', 'po1?\\.maven|/wo', 'rk/ma', 'in')),
    'no registry, no path of a machine',
  ],
];

/** Names that say nothing. */
const BANNED_FILES = /(^|\/)(utils?|helpers?|common|misc|manager)(\.|\/)/;

const ENTRY = /(^|\/)(main|worker|run-tests|index|[a-z-]+-worker)\.tsx?$/;

describe('tidy', () => {
  it.each(BANNED)('nowhere is %s: %s', (banned) => {
    const offenders = sources.filter((file) => banned.test(textOf(file)) && !file.startsWith('libs/tidy/'));
    expect(offenders).toEqual([]);
  });

  it('has no file whose name says nothing', () => {
    expect(sources.filter((file) => BANNED_FILES.test(file))).toEqual([]);
  });

  it('opens every file with a sentence that says what it is', () => {
    const offenders = code.filter(
      (file) => !file.endsWith('/index.ts') && !/^(#!.*\n)?\/\/ \S/.test(textOf(file)),
    );
    expect(offenders).toEqual([]);
  });

  it('has no file that nobody imports', () => {
    const imported = new Set<string>();
    for (const file of [
      ...sources,
      ...files.filter((name) => /\.(mjs|js|html)$|\/test\/.*\.ts$/.test(name)),
    ]) {
      for (const name of importsOf(textOf(file))) {
        const found = target(file, name, { files: fileSet, packages: known });
        if (found && !(isSpec(file) && !isSpec(found) && found === file)) imported.add(found);
      }
    }
    expect(code.filter((file) => !imported.has(file) && !ENTRY.test(file))).toEqual([]);
  });

  it('gives every port a contract that its adapters run', () => {
    const ports = files.filter((file) => file.endsWith('.port.ts'));
    const contracts = ports.map((file) => file.replace(/\.port\.ts$/, '.contract.ts'));
    expect(contracts.filter((file) => !fileSet.has(file))).toEqual([]);
    const specs = sources.filter((file) => /\.(spec|int-spec)\.ts$/.test(file));
    const run = new Set(
      specs.flatMap((file) =>
        importsOf(textOf(file)).map((name) => target(file, name, { files: fileSet, packages: known })),
      ),
    );
    expect(contracts.filter((file) => fileSet.has(file) && !run.has(file))).toEqual([]);
  });

  it('lets no service import another', () => {
    const services = known.filter(({ dir }) => dir.startsWith('services/') && dir !== 'services/platform');
    const offenders = code.filter((file) => {
      const own = services.find(({ dir }) => file.startsWith(`${dir}/`));
      return (
        own &&
        importsOf(textOf(file)).some((name) =>
          services.some(
            (other) => other !== own && (name === other.name || name.startsWith(`${other.name}/`)),
          ),
        )
      );
    });
    expect(offenders).toEqual([]);
  });

  it('keeps pure packages to their own kind', () => {
    const pure = new Set(known.filter(({ tags }) => tags.includes('pure')).map(({ name }) => name));
    const offenders = known
      .filter(({ name }) => pure.has(name))
      .flatMap(({ name, dependencies }) =>
        dependencies.filter((used) => !pure.has(used)).map((used) => `${name} -> ${used}`),
      );
    expect(offenders).toEqual([]);
  });

  it('gives every service and example a page of its own', () => {
    const dirs = known.filter(({ dir }) => /^(services|examples)\//.test(dir)).map(({ dir }) => dir);
    expect(dirs.filter((dir) => !fileSet.has(`${dir}/README.md`))).toEqual([]);
  });

  it('reads the environment only where a process begins', () => {
    const offenders = code.filter(
      (file) =>
        // What is passed on to a process is not read.
        /(?<!\.\.\.)process\.env\b/.test(textOf(file)) &&
        !ENTRY.test(file) &&
        !/start-postgres|order-desk-process|run-tests|scratch|command-pool/.test(file),
    );
    expect(offenders).toEqual([]);
  });

  it('draws every folder of the house in docs/ARCHITECTURE.md, and no other', () => {
    const map = read('docs/ARCHITECTURE.md');
    const missing = known.map(({ dir }) => dir).filter((dir) => !map.includes(`\`${dir}`));
    expect(missing).toEqual([]);
    const named = [
      ...map.matchAll(/`((?:libs|services|examples|proto|deploy|helm|bench|docs)\/[^`\s*{}]+)`/g),
    ].map((match) => match[1] ?? '');
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('links only to pages that exist', () => {
    const pages = files.filter((file) => file.endsWith('.md'));
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((link) => !existsSync(join(ROOT, page, '..', link)))
        .map((link) => `${page} -> ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('knows every instrument in docs/telemetry/registry.yaml, and feeds every one that stands there', () => {
    const registry = parse(read('docs/telemetry/registry.yaml')) as Record<string, unknown>;
    const used = new Set(
      code.flatMap((file) =>
        [
          ...textOf(file).matchAll(
            /create(?:Histogram|Counter|UpDownCounter|ObservableGauge|ObservableCounter|Gauge)\(\s*'([a-z._]+)'/g,
          ),
        ].map((match) => match[1] ?? ''),
      ),
    );
    expect([...used].filter((name) => !(name in registry)).sort()).toEqual([]);
    expect(
      Object.keys(registry)
        .filter((name) => !used.has(name))
        .sort(),
    ).toEqual([]);
  });
});
