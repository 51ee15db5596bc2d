// Loads a tenant folder: parse, validate, compile, check. Either a whole tenant, or every problem found, each at its line.
import { type Flow, type Phrase } from '@trunkline/flow';
import { hashOf } from './hash';
import { checkFlowFile, checkPronounceable, type FlowSources } from './check-flow-file';
import { checkFlowLinks, checkTenantFile, type Parsed } from './check-links';
import { checkTool } from './check-tools';
import { compileFlow } from './compile-flow';
import { compileTool } from './compile-tool';
import { readFolder } from './folder';
import { type Queue, type Tenant, type Trunk } from './model';
import { type TenantProblem } from './problem';
import { type FlowFile } from './schema/flow-schema';
import { type TenantFile, type TrunkEntry } from './schema/tenant-schema';
import { type ToolFile } from './schema/tool-schema';
import { type SourceFile } from './source-file';
import { durationMs } from './units';
import { asFlow, asPhrases, asTenant, asTool, type Validated } from './validation';

export interface LoadOptions {
  /** Values for `${name}`; one that is used and not here is a problem. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the recogniser's dictionary has a word. Left out, words are not checked. */
  readonly pronounceable?: (word: string) => boolean;
}

export type LoadedTenant =
  | { readonly kind: 'loaded'; readonly tenant: Tenant }
  | { readonly kind: 'invalid'; readonly problems: readonly TenantProblem[] };

/** Reads the folder once, synchronously. Rejects nothing: what is wrong is a value. */
export const loadTenant = (dir: string, options: LoadOptions): LoadedTenant => {
  const folder = readFolder(dir, options.variables);
  const problems = [...folder.problems];
  const take = <T>(
    sources: readonly SourceFile[],
    as: (source: SourceFile) => Validated<T>,
  ): readonly Parsed<T>[] =>
    sources.flatMap((source) => {
      const found = as(source);
      if (found.kind === 'valid') return [{ value: found.value, source }];
      problems.push(...found.problems);
      return [];
    });
  const files = {
    tenant: take(folder.tenant, asTenant),
    flows: take(folder.flows, asFlow),
    tools: take(folder.tools, asTool),
    phrases: take(folder.phrases, asPhrases),
  };
  const [tenant] = files.tenant;
  if (tenant === undefined || problems.length > 0) return { kind: 'invalid', problems };
  return compiled({ ...files, tenant }, options);
};

interface Files {
  readonly tenant: Parsed<TenantFile>;
  readonly flows: readonly Parsed<FlowFile>[];
  readonly tools: readonly Parsed<ToolFile>[];
  readonly phrases: readonly Parsed<Readonly<Record<string, string | readonly string[]>>>[];
}

const compiled = (files: Files, options: LoadOptions): LoadedTenant => {
  const phrases = phrasesOf(files);
  const toolFiles = Object.fromEntries(files.tools.map(({ value }) => [value.name, value]));
  const tools = Object.fromEntries(files.tools.map(({ value }) => [value.name, compileTool(value)]));
  const terms = Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, tool.terms]));
  const queues = Object.keys(files.tenant.value.queues);
  const problems: TenantProblem[] = [
    ...checkTenantFile(
      files.tenant,
      files.flows.map(({ value }) => value.name),
    ),
    ...files.tools.flatMap(({ value, source }) => checkTool(value, source)),
    ...namedTwice([...files.tools, ...files.flows]),
    ...phrases.problems,
  ];
  const flows: Record<string, Flow> = {};
  for (const file of files.flows) {
    const flow = compileFlow(file.value, {
      tenant: files.tenant.value,
      phrases: phrases.texts,
      tools: terms,
    });
    const sources: FlowSources = { file: file.value, flow: file.source, phrases: phrases.sources };
    problems.push(...checkFlowLinks(file, toolFiles, queues), ...checkFlowFile(flow, sources));
    if (options.pronounceable !== undefined)
      problems.push(...checkPronounceable(flow, sources, options.pronounceable));
    flows[file.value.name] = flow;
  }
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'loaded', tenant: tenantOf(files.tenant.value, { flows, tools }) };
};

const tenantOf = (file: TenantFile, { flows, tools }: Pick<Tenant, 'flows' | 'tools'>): Tenant => {
  const content = {
    id: file.id,
    name: file.name,
    trunks: file.trunks.map((trunk) => trunkOf(trunk, file.id)),
    numbers: file.numbers,
    queues: Object.fromEntries(
      Object.entries(file.queues).map(([name, entry]) => [name, queueOf(name, entry)]),
    ),
    flows,
    flowHashes: Object.fromEntries(Object.entries(flows).map(([name, flow]) => [name, hashOf(flow)])),
    tools,
    limits: { linesMax: file.limits.lines },
  };
  return { ...content, hash: hashOf({ ...content, trunks: content.trunks.map(withoutSecret) }) };
};

/** The better one first; many telephones take the first that they understand, some only the first. */
const ALGORITHMS = ['SHA-256', 'MD5'] as const;

const trunkOf = ({ name, sources, auth, lines }: TrunkEntry, tenantId: string): Trunk => ({
  name,
  ...(sources ? { sources } : {}),
  ...(auth ? { auth: { realm: tenantId, algorithms: ALGORITHMS, ...auth } } : {}),
  ...(lines === undefined ? {} : { linesMax: lines }),
});

const withoutSecret = ({ auth, ...trunk }: Trunk) =>
  auth ? { ...trunk, auth: { ...auth, secret: '' } } : trunk;

const queueOf = (name: string, entry: TenantFile['queues'][string]): Queue => ({
  name,
  label: entry.label,
  skills: entry.skills ?? [],
  waitMsMax: durationMs(entry.wait),
  offerMsMax: durationMs(entry.offer),
  agents: entry.agents.map(({ id, name: agent, sip_uri, skills }) => ({
    id,
    name: agent,
    sipUri: sip_uri,
    skills: skills ?? [],
  })),
});

interface Phrases {
  readonly texts: Readonly<Record<string, Phrase>>;
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly problems: readonly TenantProblem[];
}

const phrasesOf = ({ phrases }: Files): Phrases => {
  const texts: Record<string, Phrase> = {};
  const sources = new Map<string, SourceFile>();
  const problems: TenantProblem[] = [];
  for (const { value, source } of phrases) {
    for (const [id, said] of Object.entries(value)) {
      const other = sources.get(id);
      if (other !== undefined)
        problems.push(source.at([id], `phrase "${id}" stands in ${other.file} too`, 'keep one of them'));
      texts[id] = { texts: typeof said === 'string' ? [said] : said };
      sources.set(id, source);
    }
  }
  return { texts, sources, problems };
};

const namedTwice = (files: readonly Parsed<{ readonly name: string }>[]): readonly TenantProblem[] =>
  files.flatMap(({ value, source }, index) => {
    const folder = source.file.split('/')[0];
    const other = files
      .slice(0, index)
      .find((file) => file.value.name === value.name && file.source.file.startsWith(`${folder}/`));
    return other === undefined
      ? []
      : [
          source.at(
            ['name'],
            `"${value.name}" stands in ${other.source.file} too`,
            'give one of them another name',
          ),
        ];
  });
