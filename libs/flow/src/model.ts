// A call is a graph, not a prompt: the compiled model of a flow, as the call decider walks it.
// libs/tenant compiles it from a tenant's YAML; everything here is plain data and safe to store and hash.

export type StageName = string;
export type SlotName = string;
export type IntentName = string;
export type PhraseId = string;
export type ToolName = string;
/** A fact's key: `slot.order_number`, `order.status`, ... */
export type FactKey = string;

export interface Flow {
  readonly name: string;
  readonly tenantId: string;
  /** BCP 47, e.g. en-US. */
  readonly locale: string;
  readonly voice: string;
  readonly start: StageName;
  readonly limits: FlowLimits;
  readonly endpointing: Endpointing;
  readonly stages: Readonly<Record<StageName, Stage>>;
  readonly slots: Readonly<Record<SlotName, Slot>>;
  readonly intents: Readonly<Record<IntentName, Intent>>;
  readonly phrases: Readonly<Record<PhraseId, Phrase>>;
  /** Tables of words for coded values: `{fact.order.status:order_status}` says `in_transit` as "on its way". */
  readonly wordings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tools: Readonly<Record<ToolName, ToolTerms>>;
  readonly globals: Globals;
  readonly words: WordLists;
  readonly prices: PriceTable;
}

/** Hard limits of a call; reaching one is an event with a reason code. */
export interface FlowLimits {
  readonly callMsMax: number;
  readonly turnsMax: number;
  /** Money per call, in millionths of a US dollar. */
  readonly spendMicrosMax: number;
  /** Money per tenant and day, in millionths of a US dollar. */
  readonly spendPerDayMicrosMax: number;
  readonly fillersInARowMax: number;
  /** A tool slower than this is bridged by a spoken filler. */
  readonly fillerAfterMs: number;
  /** Silence after which the caller is asked again. */
  readonly silenceMs: number;
  /** A paused prompt is resumed or cut after this at the latest. */
  readonly pauseMsMax: number;
  readonly confirmationMsMax: number;
  readonly confidenceMin: number;
  /** Confidence below which a "yes" to an irreversible action is asked again. */
  readonly confirmConfidenceMin: number;
}

/** How long the caller's silence must last before a turn is over, by evidence. */
export interface Endpointing {
  /** The hypothesis is whole for this stage (a full digit run, a clear yes). */
  readonly completeMs: number;
  /** Nothing says whether more is to come. */
  readonly unsureMs: number;
  /** More is surely to come (a digit run that is still short). */
  readonly incompleteMs: number;
}

export interface Budget {
  readonly msMax: number;
  readonly turnsMax: number;
}

interface StageBase {
  readonly name: StageName;
  readonly objective: string;
  readonly budget: Budget;
  /** Stages that must never follow this one, whatever an intent or a model proposes. */
  readonly forbids: readonly StageName[];
  /** Where a stage over its budget goes; a hand-off or end stage. */
  readonly exhausted: StageName;
}

export type Stage = AskStage | CheckStage | ActStage | ConfirmStage | TellStage | HandoffStage | EndStage;

/** Asks, and listens for intents and/or one slot. */
export interface AskStage extends StageBase {
  readonly kind: 'ask';
  readonly prompt: readonly PhraseId[];
  readonly slot?: SlotName;
  /** Where a filled slot leads. */
  readonly next?: StageName;
  readonly intents: readonly { readonly intent: IntentName; readonly goto: StageName }[];
  /** DTMF digit to stage, for callers who press instead of speak. */
  readonly keys: Readonly<Record<string, StageName>>;
  readonly noMatch: readonly PhraseId[];
  readonly silence: readonly PhraseId[];
}

/** Says what was understood of a slot and takes yes, no or a correction. */
export interface CheckStage extends StageBase {
  readonly kind: 'check';
  readonly slot: SlotName;
  readonly prompt: readonly PhraseId[];
  readonly yes: StageName;
  readonly no: StageName;
  readonly noMatch: readonly PhraseId[];
  readonly silence: readonly PhraseId[];
}

/** Uses a tool. Irreversible tools run only with a live confirmation of the same tool and arguments. */
export interface ActStage extends StageBase {
  readonly kind: 'act';
  readonly tool: ToolName;
  readonly args: Readonly<Record<string, ValueRef>>;
  /** Scaffolding said while the tool starts; never a fact. */
  readonly announce: readonly PhraseId[];
  readonly fillers: readonly PhraseId[];
  /** Said once when the fillers are used up: honestly, what is being waited for. */
  readonly waiting?: readonly PhraseId[];
  /** Said when the caller corrects a value that this tool was already told to act on. */
  readonly tooLate?: readonly PhraseId[];
  readonly succeeded: StageName;
  /** By error code of the connector; `*` for any other. */
  readonly failed: Readonly<Record<string, StageName>>;
  /** A hand-off stage: unknown is never told as success or failure. */
  readonly unknown: StageName;
}

/** Reads back what an irreversible tool will do and waits for a yes that starts after the read-back has ended. */
export interface ConfirmStage extends StageBase {
  readonly kind: 'confirm';
  readonly tool: ToolName;
  readonly args: Readonly<Record<string, ValueRef>>;
  readonly readBack: PhraseId;
  readonly tooEarly: readonly PhraseId[];
  readonly yes: StageName;
  readonly no: StageName;
  readonly noMatch: readonly PhraseId[];
  readonly silence: readonly PhraseId[];
}

/** Says something and goes on. */
export interface TellStage extends StageBase {
  readonly kind: 'tell';
  readonly prompt: readonly PhraseId[];
  readonly next: StageName;
}

export interface HandoffStage extends StageBase {
  readonly kind: 'handoff';
  readonly prompt: readonly PhraseId[];
  readonly reason: ReasonCode;
  readonly queue: string;
  /** Said in turn while the caller waits; the prompt again if absent. */
  readonly waiting?: readonly PhraseId[];
  /** Said when no human agent can be had. */
  readonly failed: readonly PhraseId[];
}

export interface EndStage extends StageBase {
  readonly kind: 'end';
  readonly prompt: readonly PhraseId[];
  readonly outcome: 'contained' | 'failed';
}

/** family.name from the closed list of docs/handoff.md. */
export type ReasonCode = `${ReasonFamily}.${string}`;
export type ReasonFamily =
  'caller' | 'safety' | 'identity' | 'policy' | 'model' | 'tool' | 'media' | 'limit' | 'ops' | 'plan';

export type ValueRef =
  | { readonly from: 'slot'; readonly slot: SlotName }
  | { readonly from: 'fact'; readonly fact: FactKey }
  | { readonly from: 'constant'; readonly value: string | number | boolean };

export type Slot = DigitsSlot | ChoiceSlot;

/** A run of digits spoken one by one, in doubles, in tens, or pressed. */
export interface DigitsSlot {
  readonly kind: 'digits';
  readonly label: string;
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly sensitivity: Sensitivity;
}

export interface ChoiceSlot {
  readonly kind: 'choice';
  readonly label: string;
  /** Value to the patterns that mean it. */
  readonly choices: Readonly<Record<string, readonly Pattern[]>>;
  readonly sensitivity: Sensitivity;
}

export type Sensitivity = 'public' | 'identifier' | 'contact' | 'financial' | 'secret';

/** Words with `[optional]`, `(one|of)` and `<slot>`; matches a contiguous part of what was said. */
export type Pattern = string;

export interface Intent {
  readonly patterns: readonly Pattern[];
  /** Short, for the hand-off headline: "wants to cancel an order". */
  readonly label: string;
}

/** Alternatives are used in turn so that nothing is repeated verbatim. */
export interface Phrase {
  /** `{slot.order_number:digits}` and `{fact.order.status}` are filled in; a phrase with a fact is an answer. */
  readonly texts: readonly string[];
}

/** What the conversation must know of a tool; how it is reached is the tool gateway's affair. */
export interface ToolTerms {
  readonly name: ToolName;
  readonly label: string;
  readonly effect: 'read' | 'reversible' | 'irreversible';
  /** SHA-256 over name, description, effect and schemas: a changed tool is a new, unapproved tool. */
  readonly hash: string;
  /** Wall time the caller waits at most for an outcome. */
  readonly patienceMs: number;
  readonly costMicros: number;
  /** Fact key to the path of a field in the tool's mapped result: `order.status` to `status`. */
  readonly facts: Readonly<Record<FactKey, string>>;
}

/** Transitions legal in any stage. */
export interface Globals {
  readonly human: { readonly patterns: readonly Pattern[]; readonly goto: StageName };
  readonly goodbye: { readonly patterns: readonly Pattern[]; readonly goto: StageName };
  /** limit.duration, limit.turns, limit.spend */
  readonly limits: StageName;
  /** Recognition or synthesis unusable, store or tool gateway unreachable. */
  readonly technical: StageName;
  /** Caller silent through all silence prompts. */
  readonly silent: StageName;
  /** Said first of all, with the greeting: this is a voice agent. */
  readonly disclosure: PhraseId;
  /** Said when the line was without us for a moment, before what was lost is said again. */
  readonly reattached?: PhraseId;
  /** Said when a read-back is broken off because the line must be passed on: nothing was done. */
  readonly undone?: PhraseId;
}

/** Phrase lists beat models in these classes. */
export interface WordLists {
  readonly yes: readonly Pattern[];
  readonly no: readonly Pattern[];
  /** Acknowledgements that never take the floor: "mm-hm", "okay", "right". */
  readonly backchannels: readonly Pattern[];
  /** Words that always do: "stop", "wait". */
  readonly stops: readonly Pattern[];
  /** "no, sorry", "I mean", "not": a correction follows. */
  readonly corrections: readonly Pattern[];
}

/** Millionths of a US dollar. */
export interface PriceTable {
  readonly telephonyPerSecond: number;
  readonly recognitionPerSecond: number;
  readonly synthesisPerCharacter: number;
}
