// The hand-off packet: what a human agent gets with a caller. docs/schemas/handoff-packet.schema.json is its schema.
import { type ReasonCode } from '@trunkline/flow';
import { type Severity } from './reason-codes';

/** ISO 8601 with milliseconds, UTC. */
export type Timestamp = string;

export interface HandoffPacket {
  readonly schema: 'handoff.packet/1.0';
  readonly packetId: string;
  readonly handoffId: string;
  readonly callId: string;
  readonly tenantId: string;
  /** 1 as frozen at the fence; more for each amendment. */
  readonly rev: number;
  readonly epoch: number;
  /** Last version of the call stream that is folded in. */
  readonly asOfSeq: number;
  readonly frozenAt: Timestamp;
  readonly expiresAt: Timestamp;
  readonly locale: string;
  readonly headline: Headline;
  readonly reason: PacketReason;
  readonly caller: PacketCaller;
  readonly facts: readonly PacketFact[];
  readonly actions: readonly PacketAction[];
  readonly promises: readonly PacketPromise[];
  readonly openQuestions: readonly string[];
  readonly suggestedNext: { readonly text: string; readonly basis: 'rule'; readonly playbookId: string };
  readonly compliance: PacketCompliance;
  readonly transcript: PacketTranscript;
  readonly routing: {
    readonly queue: string;
    readonly skills: readonly string[];
    readonly priority: number;
    readonly language: string;
  };
  readonly summary: { readonly status: 'skipped' };
  readonly call: { readonly startedAt: Timestamp; readonly aiSeconds: number; readonly turns: number };
  readonly provenance: {
    readonly agentVersion: string;
    readonly policyVersion: string;
    readonly traceparent?: string;
  };
}

/** The ten-second card: five lines in this order, 45 words at most in all. */
export interface Headline {
  readonly who: string;
  readonly want: string;
  readonly why: string;
  readonly done: string;
  readonly next: string;
}

export interface PacketReason {
  readonly code: ReasonCode;
  readonly severity: Severity;
  readonly trigger: 'caller' | 'policy' | 'model' | 'tool' | 'ops' | 'human';
  readonly text: string;
  readonly evidenceSeq: readonly number[];
}

export interface PacketCaller {
  readonly partyRef: string;
  readonly displayName?: string;
  readonly numberMasked: string;
  readonly language: string;
  readonly attestation: 'not_checked';
  readonly identity: {
    readonly level: 'none' | 'claimed' | 'verified' | 'failed';
    readonly methods?: readonly string[];
  };
}

export interface PacketFact {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** Only what a system of record or a key press says can be verified; what the caller says is a claim. */
  readonly status: 'verified' | 'claimed' | 'inferred' | 'contradicted';
  readonly source: { readonly kind: 'tool' | 'dtmf' | 'caller' | 'system'; readonly ref: string };
  readonly at: Timestamp;
  readonly pii: 'none' | 'contact' | 'identifier' | 'financial';
}

export interface PacketAction {
  readonly actionId: string;
  readonly tool: string;
  readonly label: string;
  readonly effect: 'read' | 'reversible' | 'irreversible';
  readonly status: 'committed' | 'pending' | 'in_doubt' | 'failed' | 'not_started';
  readonly receipt?: { readonly system: string; readonly ref: string; readonly at: Timestamp };
  readonly idempotencyKey?: string;
  readonly at: Timestamp;
  readonly human: 'none' | 'verify' | 'safe_to_retry' | 'do_not_retry';
}

/** What the voice agent told the caller about an action, as far as it was heard. */
export interface PacketPromise {
  readonly text: string;
  readonly seq: number;
  readonly backedBy?: string;
}

export interface PacketCompliance {
  readonly aiDisclosed: { readonly played: boolean; readonly at?: Timestamp; readonly textId?: string };
  readonly recording: {
    readonly state: 'on' | 'paused' | 'off';
    readonly consent: 'given' | 'refused' | 'notice_only' | 'unknown';
  };
  readonly paymentInProgress: boolean;
  readonly callbackConsent: 'not_asked';
}

export interface PacketTranscript {
  readonly uri: string;
  readonly turns: number;
  readonly lastTurns: readonly PacketLine[];
  readonly redaction: { readonly policy: string; readonly entities: number };
}

export interface PacketLine {
  readonly seq: number;
  readonly by: 'caller' | 'ai';
  readonly text: string;
  /** Cut by barge-in: the text is what was heard. */
  readonly cut?: boolean;
}
