// One stage of a flow: seven kinds, each with its own members.
import {
  count,
  duration,
  listOf,
  mapOf,
  name,
  object,
  phraseList,
  text,
  type JsonSchema,
} from './definitions';

const args = {
  type: 'object',
  propertyNames: name,
  additionalProperties: {
    type: ['string', 'number', 'boolean'],
    description: 'slot.<name>, fact.<key>, or a constant',
  },
  description: 'argument name to slot.<name>, fact.<key>, or a constant',
};
const stagesByName = mapOf(name);

const shared = {
  objective: text,
  budget: object({ time: duration, turns: count(100) }, ['time', 'turns']),
  forbids: listOf(name, 50),
  exhausted: name,
};

/** Members by kind; the first list is what must be there. */
const kinds: Readonly<
  Record<
    StageKind,
    { readonly required: readonly string[]; readonly members: Readonly<Record<string, JsonSchema>> }
  >
> = {
  ask: {
    required: ['prompt'],
    members: {
      prompt: phraseList,
      slot: name,
      next: name,
      intents: stagesByName,
      keys: mapOf(name, { type: 'string', pattern: '^[0-9*#]$', description: 'a key in quotes, e.g. "1"' }),
      no_match: phraseList,
      silence: phraseList,
    },
  },
  check: {
    required: ['slot', 'prompt', 'yes', 'no'],
    members: {
      slot: name,
      prompt: phraseList,
      yes: name,
      no: name,
      no_match: phraseList,
      silence: phraseList,
    },
  },
  act: {
    required: ['tool', 'succeeded', 'failed', 'unknown'],
    members: {
      tool: name,
      args,
      announce: phraseList,
      fillers: phraseList,
      waiting: phraseList,
      too_late: phraseList,
      succeeded: name,
      failed: mapOf(name, {
        type: 'string',
        pattern: '^(\\*|[a-z][a-z0-9_]*)$',
        description: 'an error code, or "*" in quotes',
      }),
      unknown: name,
    },
  },
  confirm: {
    required: ['tool', 'read_back', 'yes', 'no'],
    members: {
      tool: name,
      args,
      read_back: name,
      too_early: phraseList,
      yes: name,
      no: name,
      no_match: phraseList,
      silence: phraseList,
    },
  },
  tell: { required: ['prompt', 'next'], members: { prompt: phraseList, next: name } },
  handoff: {
    required: ['prompt', 'reason', 'queue'],
    members: {
      prompt: phraseList,
      reason: {
        type: 'string',
        pattern: '^[a-z]+\\.[a-z_]+$',
        description: 'a reason code, e.g. caller.requested_human',
      },
      queue: name,
      waiting: phraseList,
      failed: phraseList,
    },
  },
  end: {
    required: ['prompt', 'outcome'],
    members: {
      prompt: phraseList,
      outcome: { enum: ['contained', 'failed'], description: 'contained or failed' },
    },
  },
};

export const stageSchema: JsonSchema = {
  type: 'object',
  properties: { kind: { enum: Object.keys(kinds), description: `one of ${Object.keys(kinds).join(', ')}` } },
  required: ['kind', 'objective'],
  allOf: Object.entries(kinds).map(([kind, { required, members }]) => ({
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    then: object({ kind: {}, ...shared, ...members }, required),
  })),
};

export type StageKind = 'ask' | 'check' | 'act' | 'confirm' | 'tell' | 'handoff' | 'end';
export type PhraseIds = string | readonly string[];
export type Args = Readonly<Record<string, string | number | boolean>>;

export interface DefaultsEntry {
  readonly budget?: { readonly time: string; readonly turns: number };
  readonly exhausted?: string;
  readonly no_match?: PhraseIds;
  readonly silence?: PhraseIds;
  readonly too_early?: PhraseIds;
  readonly fillers?: PhraseIds;
  readonly waiting?: PhraseIds;
  readonly too_late?: PhraseIds;
  readonly handoff_waiting?: PhraseIds;
  readonly handoff_failed?: PhraseIds;
}

interface Entry<K extends StageKind> {
  readonly kind: K;
  readonly objective: string;
  readonly budget?: { readonly time: string; readonly turns: number };
  readonly forbids?: readonly string[];
  readonly exhausted?: string;
}

export type StageEntry =
  AskEntry | CheckEntry | ActEntry | ConfirmEntry | TellEntry | HandoffEntry | EndEntry;

export interface AskEntry extends Entry<'ask'> {
  readonly prompt: PhraseIds;
  readonly slot?: string;
  readonly next?: string;
  readonly intents?: Readonly<Record<string, string>>;
  readonly keys?: Readonly<Record<string, string>>;
  readonly no_match?: PhraseIds;
  readonly silence?: PhraseIds;
}
export interface CheckEntry extends Entry<'check'> {
  readonly slot: string;
  readonly prompt: PhraseIds;
  readonly yes: string;
  readonly no: string;
  readonly no_match?: PhraseIds;
  readonly silence?: PhraseIds;
}
export interface ActEntry extends Entry<'act'> {
  readonly tool: string;
  readonly args?: Args;
  readonly announce?: PhraseIds;
  readonly fillers?: PhraseIds;
  readonly waiting?: PhraseIds;
  readonly too_late?: PhraseIds;
  readonly succeeded: string;
  readonly failed: Readonly<Record<string, string>>;
  readonly unknown: string;
}
export interface ConfirmEntry extends Entry<'confirm'> {
  readonly tool: string;
  readonly args?: Args;
  readonly read_back: string;
  readonly too_early?: PhraseIds;
  readonly yes: string;
  readonly no: string;
  readonly no_match?: PhraseIds;
  readonly silence?: PhraseIds;
}
export interface TellEntry extends Entry<'tell'> {
  readonly prompt: PhraseIds;
  readonly next: string;
}
export interface HandoffEntry extends Entry<'handoff'> {
  readonly prompt: PhraseIds;
  readonly reason: string;
  readonly queue: string;
  readonly waiting?: PhraseIds;
  readonly failed?: PhraseIds;
}
export interface EndEntry extends Entry<'end'> {
  readonly prompt: PhraseIds;
  readonly outcome: 'contained' | 'failed';
}
