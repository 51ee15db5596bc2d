// Turn-taking as a synchronous step: speech signals gather into a turn, and silence ends it on evidence.
import { type Flow, type SlotName, type StageName } from '@trunkline/flow';
import { askAgain } from './asking';
import { judgeHeard, pausedPrompt } from './barge-in';
import { clearTimer, emit, setTimer, type Draft } from './draft';
import { slotsOf } from './facts';
import {
  type SpeechEnded,
  type SpeechFault,
  type SpeechFinal,
  type SpeechPartial,
  type SpeechStarted,
} from './inputs';
import { type Understanding } from './language';
import { endTurn } from './meaning';
import { noteFault } from './speech-faults';
import { isQuiet, type LiveCall, type Utterance } from './state';

/** A final hypothesis that has not come this long after the end of speech does not come any more. */
const finalMsMax = 2_000;

/** New speech cancels the end of the turn. */
export const hearSpeech = (draft: Draft, input: SpeechStarted): Draft => {
  if (isKnown(draft.call, input.utteranceId)) return draft;
  const { utteranceId, startMs } = input;
  const pausedPromptId = pausedPrompt(draft, input.pausedPromptId);
  const started = emit(draft, {
    type: 'UtteranceStarted',
    v: 1,
    utteranceId,
    startMs,
    ...(pausedPromptId === undefined ? {} : { pausedPromptId }),
  });
  return started.call.turn.keyed === '' ? clearTimer(started, 'end-of-turn') : started;
};

export const hearPartial = (draft: Draft, input: SpeechPartial): Draft =>
  judgeHeard(draft, { utteranceId: input.utteranceId, text: input.text, isFinal: false });

/** From here on the final hypothesis is overdue. */
export const hearEnd = (draft: Draft, input: SpeechEnded): Draft => {
  const utterance = draft.call.turn.open.find(({ id }) => id === input.utteranceId);
  return utterance === undefined || utterance.final !== undefined ? draft : awaitFinal(draft);
};

export const hearFinal = (draft: Draft, input: SpeechFinal): Draft => {
  const { utteranceId, startMs, endMs, confidence } = input;
  const { open, closed } = draft.call.turn;
  if (closed.includes(utteranceId)) return draft;
  if (open.some(({ id, final }) => id === utteranceId && final !== undefined)) return draft;
  const text = input.text.trim();
  const noted = emit(draft, { type: 'UtteranceFinal', v: 1, utteranceId, text, confidence, startMs, endMs });
  return endpoint(judgeHeard(noted, { utteranceId, text, isFinal: true }));
};

/** Ends the turn now, or sets the timer that will unless the caller goes on. */
export const endpoint = (draft: Draft): Draft => {
  const { open } = draft.call.turn;
  const last = open.at(-1);
  if (last === undefined) return draft.call.turn.keyed === '' ? clearTimer(draft, 'end-of-turn') : draft;
  if (last.final === undefined) return draft;
  if (open.some(({ final }) => final === undefined)) return awaitFinal(draft);
  const { completeness } = hypothesis(draft);
  const waitMs = { complete: 'completeMs', unsure: 'unsureMs', incomplete: 'incompleteMs' } as const;
  const remainingMs = draft.flow.endpointing[waitMs[completeness]] - silenceMs(draft);
  return remainingMs <= 0 ? endSpokenTurn(draft) : setTimer(draft, 'end-of-turn', draft.at + remainingMs);
};

/** The end-of-turn timer fired: the turn is over, or the recogniser still owes a final hypothesis. */
export const endpointDue = (draft: Draft): Draft => {
  const owed = draft.call.turn.open.filter(({ final }) => final === undefined);
  if (owed.length > 0) return givenUp(noteFault(draft, { part: 'stt', kind: 'final-missing' }), owed);
  return draft.call.turn.open.length > 0 ? endSpokenTurn(draft) : draft;
};

/** Recognition failed for an utterance, or for all that are open. One whose start is still to come is closed as well. */
export const hearFault = (draft: Draft, input: SpeechFault): Draft => {
  const noted = noteFault(draft, { part: input.part, kind: input.kind });
  if (input.part === 'tts') return noted;
  const owed = noted.call.turn.open.filter(
    ({ id, final }) => final === undefined && (input.utteranceId === undefined || input.utteranceId === id),
  );
  const { utteranceId } = input;
  const isToCome = utteranceId !== undefined && !isKnown(noted.call, utteranceId);
  const lost = isToCome ? [...owed, { id: utteranceId, startMs: noted.mediaMs }] : owed;
  return lost.length > 0 ? givenUp(noted, lost) : noted;
};

const awaitFinal = (draft: Draft): Draft => setTimer(draft, 'end-of-turn', draft.at + finalMsMax);

/** Closes utterances whose words are lost, and goes on with what was understood of the turn, or asks again. */
const givenUp = (draft: Draft, owed: readonly Utterance[]): Draft => {
  const closed = owed.reduce((heard, { id, startMs }) => {
    const lost = { utteranceId: id, text: '', confidence: 0, startMs, endMs: heard.mediaMs } as const;
    const noted = emit(heard, { type: 'UtteranceFinal', v: 1, ...lost });
    return judgeHeard(noted, { utteranceId: id, text: '', isFinal: true });
  }, draft);
  const ended = endpoint(closed);
  const isLost = closed.call.turn.open.length === 0 && isQuiet(closed.call) && closed.move === undefined;
  return isLost && closed.call.phase === 'talking' ? askAgain(ended) : ended;
};

const endSpokenTurn = (draft: Draft): Draft => {
  const { open } = draft.call.turn;
  const { meaning, completeness } = hypothesis(draft);
  const confidence = Math.min(...open.map(({ final }) => final?.confidence ?? 0));
  const isHeard = confidence >= draft.flow.limits.confidenceMin;
  return endTurn(draft, {
    utteranceIds: open.map(({ id }) => id),
    text: textOf(draft.call),
    evidence: completeness,
    silenceMs: silenceMs(draft),
    meaning: isHeard ? meaning : { kind: 'unsure' },
    startMs: open[0]?.startMs ?? draft.mediaMs,
    confidence,
    ref: open.at(-1)?.id ?? '',
    method: 'speech',
  });
};

/** What the stage cannot make sense of may correct what an earlier stage was told. */
const hypothesis = (draft: Draft): Understanding => {
  const { flow, call, language } = draft;
  const said = { text: textOf(call), current: slotsOf(call) };
  const here = language.understand(flow, call.stage.name, said);
  if (here.meaning.kind !== 'no-match') return here;
  const corrections = collectingStages(flow, Object.keys(said.current)).map((stage) =>
    language.understand(flow, stage, said),
  );
  return corrections.find(({ meaning }) => meaning.kind === 'slot' && meaning.correction) ?? here;
};

/** Where slots are checked, or else asked for. */
const collectingStages = ({ stages }: Flow, slots: readonly SlotName[]): readonly StageName[] =>
  slots.flatMap((slot) => {
    const collecting = Object.values(stages).filter(
      (stage) => (stage.kind === 'check' || stage.kind === 'ask') && stage.slot === slot,
    );
    const stage = collecting.find(({ kind }) => kind === 'check') ?? collecting[0];
    return stage === undefined ? [] : [stage.name];
  });

const textOf = (call: LiveCall): string =>
  call.turn.open.flatMap(({ final }) => (final === undefined ? [] : [final.text])).join(' ');

const silenceMs = (draft: Draft): number => {
  const ends = draft.call.turn.open.map(({ final }) => final?.endMs ?? 0);
  return Math.max(0, draft.mediaMs - Math.max(...ends));
};

const isKnown = ({ turn }: LiveCall, utteranceId: string): boolean =>
  turn.closed.includes(utteranceId) || turn.open.some(({ id }) => id === utteranceId);
