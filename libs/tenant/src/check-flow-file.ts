// The findings of the flow's own checks, told at the lines of the files they come from.
import { checkFlow, vocabularyOfFlow, type Flow } from '@trunkline/flow';
import { type TenantProblem } from './problem';
import { type FlowFile } from './schema/flow-schema';
import { type KeyPath, type SourceFile } from './source-file';

export interface FlowSources {
  readonly file: FlowFile;
  readonly flow: SourceFile;
  /** Phrase id to the file that defines it. */
  readonly phrases: ReadonlyMap<string, SourceFile>;
}

export const checkFlowFile = (flow: Flow, sources: FlowSources): readonly TenantProblem[] =>
  checkFlow(flow).map(({ path, problem, hint }) => placed(path, sources)(problem, hint));

/** Words that the recogniser's dictionary does not have: it could never hear them. */
export const checkPronounceable = (
  flow: Flow,
  sources: FlowSources,
  pronounceable: (word: string) => boolean,
): readonly TenantProblem[] =>
  vocabularyOfFlow(flow)
    .filter(({ word }) => !pronounceable(word))
    .map(({ word, path }) =>
      placed(path, sources)(
        `the recogniser does not know how "${word}" is pronounced`,
        'use another word, or spell it as the dictionary does',
      ),
    );

const placed = (path: KeyPath, sources: FlowSources): ((problem: string, hint: string) => TenantProblem) => {
  const [section, id, ...rest] = path;
  const phrases = section === 'phrases' ? sources.phrases.get(String(id)) : undefined;
  if (phrases !== undefined) return (problem, hint) => phrases.at([String(id), ...rest], problem, hint);
  return (problem, hint) => sources.flow.at(yamlPath(path, sources.file), problem, hint);
};

const MEMBERS: Readonly<Record<string, string>> = {
  noMatch: 'no_match',
  tooEarly: 'too_early',
  tooLate: 'too_late',
  readBack: 'read_back',
};

/** The model's path in the words of the file: snake case, and intents by name instead of number. */
const yamlPath = (path: KeyPath, file: FlowFile): KeyPath => {
  const [section, stage, member, index] = path;
  if (section !== 'stages' || member === undefined) return path;
  const entry = file.stages[String(stage)];
  if (member === 'intents' && entry?.kind === 'ask' && typeof index === 'number') {
    return ['stages', String(stage), 'intents', Object.keys(entry.intents ?? {})[index] ?? index];
  }
  return path.map((key) => MEMBERS[key] ?? key);
};
