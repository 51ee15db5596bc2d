// flows/*.yaml: one stage graph with its slots, intents and word lists.
import {
  count,
  DIALECT,
  duration,
  fraction,
  mapOf,
  money,
  name,
  object,
  patterns,
  phraseList,
  sensitivity,
  text,
  type JsonSchema,
} from './definitions';
import { stageSchema, type DefaultsEntry, type StageEntry } from './stage-schema';

const slot: JsonSchema = {
  type: 'object',
  properties: {
    kind: { enum: ['digits', 'choice'], description: 'digits or choice' },
    label: text,
    length: {
      type: ['integer', 'string'],
      minimum: 1,
      maximum: 20,
      pattern: '^\\d{1,2}-\\d{1,2}$',
      description: 'how many digits, e.g. 5 or 4-8',
    },
    choices: mapOf(patterns),
    sensitivity,
  },
  required: ['kind', 'label', 'sensitivity'],
  additionalProperties: false,
  if: { properties: { kind: { const: 'digits' } } },
  then: { required: ['length'] },
  else: { required: ['choices'] },
};

const globalWay = object({ patterns, goto: name }, ['patterns', 'goto']);

export const flowSchema: JsonSchema = {
  $schema: DIALECT,
  $id: 'urn:trunkline:schema:flow',
  title: 'A flow: the stage graph of a conversation',
  ...object(
    {
      name,
      locale: {
        type: 'string',
        pattern: '^[a-z]{2,3}(-[A-Z]{2})?$',
        description: 'a language tag, e.g. en-US',
      },
      voice: text,
      start: name,
      limits: object(
        {
          call: duration,
          turns: count(1_000),
          spend: money,
          fillers_in_a_row: count(5),
          filler_after: duration,
          silence: duration,
          pause: duration,
          confirmation: duration,
          confidence: fraction,
          confirm_confidence: fraction,
        },
        ['call', 'turns', 'spend'],
      ),
      endpointing: object({ complete: duration, unsure: duration, incomplete: duration }, [
        'complete',
        'unsure',
        'incomplete',
      ]),
      globals: object(
        {
          human: globalWay,
          goodbye: globalWay,
          limits: name,
          technical: name,
          silent: name,
          disclosure: name,
          reattached: name,
          undone: name,
        },
        ['human', 'goodbye', 'limits', 'technical', 'silent', 'disclosure'],
      ),
      words: object(
        { yes: patterns, no: patterns, backchannels: patterns, stops: patterns, corrections: patterns },
        ['yes', 'no', 'backchannels', 'stops', 'corrections'],
      ),
      slots: mapOf(slot),
      intents: mapOf(object({ label: text, patterns }, ['label', 'patterns'])),
      wordings: mapOf(mapOf(text, { type: 'string' })),
      defaults: object(
        {
          budget: object({ time: duration, turns: count(100) }, ['time', 'turns']),
          exhausted: name,
          no_match: phraseList,
          silence: phraseList,
          too_early: phraseList,
          fillers: phraseList,
          waiting: phraseList,
          too_late: phraseList,
          handoff_waiting: phraseList,
          handoff_failed: phraseList,
        },
        [],
      ),
      stages: mapOf(stageSchema),
    },
    ['name', 'locale', 'voice', 'start', 'limits', 'endpointing', 'globals', 'words', 'stages'],
  ),
};

export interface FlowFile {
  readonly name: string;
  readonly locale: string;
  readonly voice: string;
  readonly start: string;
  readonly limits: LimitsEntry;
  readonly endpointing: { readonly complete: string; readonly unsure: string; readonly incomplete: string };
  readonly globals: {
    readonly human: { readonly patterns: readonly string[]; readonly goto: string };
    readonly goodbye: { readonly patterns: readonly string[]; readonly goto: string };
    readonly limits: string;
    readonly technical: string;
    readonly silent: string;
    readonly disclosure: string;
    readonly reattached?: string;
    readonly undone?: string;
  };
  readonly words: Readonly<
    Record<'yes' | 'no' | 'backchannels' | 'stops' | 'corrections', readonly string[]>
  >;
  readonly slots?: Readonly<Record<string, SlotEntry>>;
  readonly intents?: Readonly<
    Record<string, { readonly label: string; readonly patterns: readonly string[] }>
  >;
  readonly wordings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly defaults?: DefaultsEntry;
  readonly stages: Readonly<Record<string, StageEntry>>;
}

export interface LimitsEntry {
  readonly call: string;
  readonly turns: number;
  readonly spend: string;
  readonly fillers_in_a_row?: number;
  readonly filler_after?: string;
  readonly silence?: string;
  readonly pause?: string;
  readonly confirmation?: string;
  readonly confidence?: number;
  readonly confirm_confidence?: number;
}

export interface SlotEntry {
  readonly kind: 'digits' | 'choice';
  readonly label: string;
  readonly length?: number | string;
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly sensitivity: 'public' | 'identifier' | 'contact' | 'financial' | 'secret';
}
