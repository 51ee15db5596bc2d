// The entries of a timeline. Times are milliseconds since the answer; `ref` says which recorded event stands behind one.
import { type PromptKind } from '@trunkline/domain/call/events';

export type TimelineEntry =
  | CallerSpoke
  | CallerPressed
  | AgentSpoke
  | Silence
  | Decision
  | ActionStep
  | HandoffStep
  | LineStep
  | LimitHit
  | SpeechFault
  | Refusal
  | Unread
  | CallOver;

export interface Ref {
  readonly stream: string;
  readonly version: number;
}

interface Entry<K extends string> {
  readonly kind: K;
  readonly atMs: number;
  /** Absent for a silence: nothing happened. */
  readonly ref?: Ref;
}

export interface CallerSpoke extends Entry<'caller-spoke'> {
  readonly utteranceId: string;
  readonly text: string;
  readonly confidence: number;
  readonly endMs: number;
}

export interface CallerPressed extends Entry<'caller-pressed'> {
  readonly digit: string;
}

/** `text` is what was heard: of a prompt that was cut, up to the last word that was played whole. */
export interface AgentSpoke extends Entry<'agent-spoke'> {
  readonly promptId: string;
  readonly promptKind: PromptKind;
  readonly how: 'whole' | 'cut' | 'failed' | 'playing';
  readonly text: string;
  /** What would have been said; only where less was heard. */
  readonly planned?: string;
  readonly endMs: number;
  /** For the first prompt after a turn: silence since the caller's last word, ms. */
  readonly replyMs?: number;
  /** The action whose outcome the words tell. */
  readonly tells?: string;
}

export type Sounding = 'caller' | 'voice-agent' | 'bed' | 'human-agent';

export interface Silence extends Entry<'silence'> {
  readonly durationMs: number;
  readonly after: Sounding | 'answer';
  readonly before: Sounding | 'end';
}

export type Evidence = Readonly<Record<string, string | number | boolean>>;

export interface Decision extends Entry<'decision'> {
  readonly decision:
    | 'stage'
    | 'end-of-turn'
    | 'meaning'
    | 'barge-in'
    | 'fact'
    | 'read-back'
    | 'confirmed'
    | 'yes-refused'
    | 'confirmation-voided'
    | 'authorised'
    | 'caller-silent'
    | 'prompt-withdrawn'
    | 'reattached'
    | 'drain'
    | 'hang-up';
  /** In words. */
  readonly what: string;
  readonly evidence: Evidence;
}

export interface ActionStep extends Entry<'action'> {
  readonly actionId: string;
  readonly tool: string;
  readonly step:
    'reserved' | 'attempt' | 'lookup' | 'settled' | 'fenced' | 'reconciled' | 'case-opened' | 'given-up';
  readonly what: string;
  /** For attempts and look-ups that have ended. */
  readonly tookMs?: number;
}

export interface HandoffStep extends Entry<'handoff'> {
  readonly handoffId: string;
  readonly step: string;
  readonly what: string;
}

export interface LineStep extends Entry<'line'> {
  readonly step:
    | 'offered'
    | 'rejected'
    | 'answered'
    | 'media-started'
    | 'media-lost'
    | 'held'
    | 'resumed'
    | 'bridge'
    | 'ending'
    | 'ended';
  readonly what: string;
}

export interface LimitHit extends Entry<'limit'> {
  readonly limit: string;
}

export interface SpeechFault extends Entry<'speech-fault'> {
  readonly part: 'stt' | 'tts';
  readonly what: string;
}

/** Somebody asked the tool gateway for what no honest client asks for; tool and action are as they were asked for. */
export interface Refusal extends Entry<'refusal'> {
  readonly code: string;
  readonly tool: string;
  readonly actionId: string;
}

/** An event of a type that this reader does not know. */
export interface Unread extends Entry<'unread'> {
  readonly type: string;
}

export interface CallOver extends Entry<'over'> {
  readonly outcome: string;
  readonly reason: string;
}

export interface Turn {
  readonly turn: number;
  readonly text: string;
  readonly stage: string;
  readonly meaning?: string;
  /** The caller's last word, or last key. */
  readonly speechEndMs: number;
  /** When the turn was taken for over, and on what. */
  readonly decidedMs: number;
  readonly evidence: 'complete' | 'unsure' | 'incomplete';
  /** The first thing heard after the turn, and the first that is more than a filler. */
  readonly reply?: Reply;
  readonly answer?: Reply;
}

export interface Reply {
  readonly promptId: string;
  readonly kind: 'filler' | 'answer';
  readonly startedMs: number;
  /** From the caller's last word. */
  readonly silenceMs: number;
}

export interface Timeline {
  readonly callId: string;
  readonly answeredAt: number;
  readonly entries: readonly TimelineEntry[];
  readonly turns: readonly Turn[];
}
