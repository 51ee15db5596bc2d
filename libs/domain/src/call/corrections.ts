// Slots heard, and corrections: a new value voids whatever rested on the old one, and comes too late once it was acted on.
import { type SlotName, type Stage } from '@trunkline/flow';
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

const collects = (stage: Stage, slot: SlotName): boolean =>
  (stage.kind === 'ask' || stage.kind === 'check') && stage.slot === slot;

const collected = (draft: Draft, stage: Stage, heard: SlotHeard): Draft => {
  if (stage.kind === 'check') {
    const key = slotKey(heard.slot);
    const known = draft.call.facts[key];
    if (known?.value !== heard.value) return repeatQuestion(recordSlot(draft, heard), stage);
    const sure = emit(draft, { type: 'FactRecorded', v: 1, key, ...known, confirmed: true });
    return moveTo(sure, { to: stage.yes, because: 'yes', trigger: 'caller' });
  }
  const recorded = recordSlot(draft, heard);
  return stage.kind !== 'ask' || stage.next === undefined
    ? technicalFailure(recorded, 'slot-without-next')
    : moveTo(recorded, { to: stage.next, because: 'slot', trigger: 'caller' });
};

/** Back to where the value is checked, or on from where it is asked; a read-back alone is said anew. */
const corrected = (draft: Draft, stage: Stage, heard: SlotHeard): Draft => {
  const to = checkingStage(draft, heard.slot) ?? (stage.kind === 'confirm' ? stage.name : undefined);
  if (to === undefined || stage.forbids.includes(to)) return askAgain(draft);
  const recorded = recordSlot(voidConfirmation(draft, 'corrected'), heard);
  return moveTo(recorded, { to, because: 'correction', trigger: 'caller' });
};

const checkingStage = ({ flow }: Draft, slot: SlotName): string | undefined => {
  const stages = Object.values(flow.stages);
  const check = stages.find((stage) => stage.kind === 'check' && stage.slot === slot);
  const ask = stages.find((stage) => stage.kind === 'ask' && stage.slot === slot);
  return check?.name ?? (ask?.kind === 'ask' ? ask.next : undefined);
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
