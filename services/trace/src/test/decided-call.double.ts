// A call for specs as production records it: inputs through the call decider, their events appended with them.
import { callDecider, type CallEvent, type CallInput } from '@trunkline/domain/call/index';
import { canonicalJson, fold, type EventStore } from '@trunkline/event-sourcing';
import { sha256, type SnapshotStore } from '@trunkline/event-store';
import { type Flow } from '@trunkline/flow';
import { ANSWERED_AT } from './recorded.double';

export interface Recording {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly flow: Flow;
  readonly callId: string;
  /** What is recorded instead of what was decided. */
  readonly forge?: (events: readonly CallEvent[], input: CallInput) => readonly CallEvent[];
}

/** The caller is greeted, hears it out, says where the order is asked for, and hangs up. */
export const recordCall = async (recording: Recording): Promise<void> => {
  const { store, snapshots, callId, forge } = recording;
  // As it comes back from the snapshot store, whose keys are in order.
  const json = canonicalJson(recording.flow);
  const flow = JSON.parse(json) as Flow;
  await snapshots.putSnapshot({ hash: sha256(json), kind: 'flow', json });
  const decider = callDecider(flow);
  const stream = `call/${callId}`;
  let state = decider.initial;
  let version = -1;
  for (const input of inputsOf(callId, { name: flow.name, hash: sha256(json) })) {
    const decided = decider.decide(state, input);
    if (decided.length === 0) continue;
    const events = forge?.(decided, input) ?? decided;
    await store.append({
      stream,
      tenantId: 'acme',
      callId,
      expectedVersion: version,
      actor: { service: 'dialogue-policy', instance: 'a', epoch: 1 },
      causationId: input.inputId,
      input,
      events,
      isFinal: false,
    });
    state = fold(decider, state, events);
    version += events.length;
  }
};

const inputsOf = (callId: string, flow: { name: string; hash: string }): readonly CallInput[] => {
  const told = (n: number, atMs: number) => ({
    inputId: `${callId}-i${n}`,
    at: ANSWERED_AT + atMs,
    mediaMs: atMs,
  });
  const u1 = { utteranceId: 'u1' };
  return [
    {
      type: 'StartCall',
      ...told(0, 0),
      callId,
      tenantId: 'acme',
      flow: flow.name,
      flowHash: flow.hash,
      from: '100',
      to: '200',
      trunk: 't1',
      gateway: 'g1',
      answeredAt: ANSWERED_AT,
      spentTodayMicros: 0,
    },
    { type: 'NotePromptStarted', ...told(1, 100), promptId: 'p1' },
    { type: 'NotePromptFinished', ...told(2, 2_100), promptId: 'p1', playedMs: 2_000, durationMs: 2_000 },
    { type: 'SpeechStarted', ...told(3, 3_000), ...u1, startMs: 3_000, playedMs: 0 },
    { type: 'SpeechEnded', ...told(4, 4_000), ...u1, endMs: 4_000 },
    {
      type: 'SpeechFinal',
      ...told(5, 4_200),
      ...u1,
      text: 'hello there',
      confidence: 0.9,
      startMs: 3_000,
      endMs: 4_000,
    },
    { type: 'EndLine', ...told(6, 9_000), reason: 'caller-hung-up' },
  ];
};
