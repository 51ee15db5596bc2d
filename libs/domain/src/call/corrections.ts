// Slots heard, and corrections: a new value voids whatever rested on the old one, and comes too late once it was acted on.
import { type SlotName, type Stage, type StageName } from '@trunkline/flow';
import { askAgain, repeatQuestion, type ListeningStage } from './asking';
import { voidConfirmation } from './confirmation';
import { emit, moveTo, technicalFailure, type Draft } from './draft';
import { slotKey } from './facts';
import { sayAll } from './speech-plan';
import { type Action } from './state';

export interface SlotHeard {
  readonly slot: SlotName;
  readonly value: string;
  readonly correction: boolean;
  readonly ref: string;
  readonly method: 'speech' | 'dtmf';
}

/** A slot means something where it is asked for or checked, and anywhere once it has a value. */
export const knowsSlot = (draft: Draft, stage: ListeningStage, slot: SlotName): boolean =>
  collects(stage, slot) || draft.call.facts[slotKey(slot)] !== undefined;

export const slotHeard = (draft: Draft, heard: SlotHeard): Draft => {
  const stage = draft.flow.stages[draft.call.stage.name];
  if (stage === undefined) return draft;
  if (collects(stage, heard.slot)) return collected(draft, stage, heard);
  const known = draft.call.facts[slotKey(heard.slot)]?.value;
  if (known === undefined || known === heard.value) return askAgain(draft);
  const action = committedAction(draft, heard.slot);
  return action === undefined ? corrected(draft, stage, heard) : tooLate(draft, action);
};

export const recordSlot = (
  draft: Draft,
  { slot, value, ref, method }: Omit<SlotHeard, 'correction'>,
): Draft =>
  emit(draft, {
    type: 'FactRecorded',
    v: 1,
    key: slotKey(slot),
    value,
    source: method === 'dtmf' ? 'dtmf' : 'caller',
    ref,
    confirmed: false,
  });

/** The caller agreed to the value as it was said back. */
export const confirmSlot = (draft: Draft, slot: SlotName): Draft => {
  const key = slotKey(slot);
  const known = draft.call.facts[key];
  if (known === undefined) return draft;
  const { value, source, ref } = known;
  return emit(draft, { type: 'FactRecorded', v: 1, key, value, source, ref, confirmed: true });
};

const collects = (stage: Stage, slot: SlotName): boolean =>
  (stage.kind === 'ask' || stage.kind === 'check') && stage.slot === slot;

const collected = (draft: Draft, stage: Stage, heard: SlotHeard): Draft => {
  if (stage.kind === 'check') {
    const known = draft.call.facts[slotKey(heard.slot)];
    if (known?.value !== heard.value) return repeatQuestion(recordSlot(draft, heard), stage);
    return moveTo(confirmSlot(draft, heard.slot), { to: stage.yes, because: 'yes', trigger: 'caller' });
  }
  const recorded = recordSlot(draft, heard);
  return stage.kind !== 'ask' || stage.next === undefined
    ? technicalFailure(recorded, 'slot-without-next')
    : moveTo(recorded, { to: stage.next, because: 'slot', trigger: 'caller' });
};

/** Back to where the value is checked, or on from where it is asked; a read-back alone is said anew. */
const corrected = (draft: Draft, stage: Stage, heard: SlotHeard): Draft => {
  const to = checkingStage(draft, stage, heard.slot) ?? (stage.kind === 'confirm' ? stage.name : undefined);
  if (to === undefined) return askAgain(draft);
  const recorded = recordSlot(voidConfirmation(draft, 'corrected'), heard);
  return moveTo(recorded, { to, because: 'correction', trigger: 'caller' });
};

/** Among the stages that check the slot the one where its value came from. */
const checkingStage = ({ flow, call }: Draft, from: Stage, slot: SlotName): StageName | undefined => {
  const recordedIn = flow.stages[call.facts[slotKey(slot)]?.stage ?? ''];
  const candidates = [recordedIn, ...Object.values(flow.stages)].flatMap((stage) => {
    if (stage?.kind === 'check' && stage.slot === slot) return [stage.name];
    return stage?.kind === 'ask' && stage.slot === slot && stage.next !== undefined ? [stage.next] : [];
  });
  return candidates.find((candidate) => !from.forbids.includes(candidate));
};

/** An action that may change the world and was told the value that stands, or that the caller waits for. */
const committedAction = ({ flow, call }: Draft, slot: SlotName): Action | undefined => {
  const value = call.facts[slotKey(slot)]?.value;
  return Object.entries(call.actions).find(([actionId, action]) => {
    if (action.effect === 'read' || action.outcome === 'failed') return false;
    if (call.stage.actionId === actionId) return true;
    const stage = flow.stages[action.stage];
    const refs = stage?.kind === 'act' ? Object.entries(stage.args) : [];
    return refs.some(
      ([name, ref]) => ref.from === 'slot' && ref.slot === slot && action.args[name] === value,
    );
  })?.[1];
};

/** What was sent is not taken back by words: the caller is told so, and the old value keeps standing. */
const tooLate = (draft: Draft, action: Action): Draft => {
  const stage = draft.flow.stages[action.stage];
  const phrases = stage?.kind === 'act' ? (stage.tooLate ?? stage.waiting ?? []) : [];
  return sayAll(draft, phrases, { kind: 'repair' });
};
