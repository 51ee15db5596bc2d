// Turn-taking folded: utterances gather into a turn until it ends; what is closed stays closed.
import {
  type BargeInJudged,
  type DigitPressed,
  type TurnEnded,
  type UtteranceFinal,
  type UtteranceStarted,
} from './events';
import { promptStatus } from './evolve-voice';
import { type LiveCall, type TurnTaking, type Utterance } from './state';

/** Utterances of one turn; the oldest goes when a line will not stop talking. */
const openMax = 32;
/** Utterances remembered so that their late finals are dropped. */
const closedMax = 64;

export const utteranceStarted = (call: LiveCall, event: UtteranceStarted): LiveCall => {
  const { utteranceId, startMs, pausedPromptId } = event;
  const turn = {
    ...call.turn,
    open: byStart([...call.turn.open, { id: utteranceId, startMs }]).slice(-openMax),
  };
  if (pausedPromptId === undefined) return { ...call, turn };
  const bargeIn = { utteranceId, promptId: pausedPromptId, status: 'pending' } as const;
  return promptStatus({ ...call, turn: { ...turn, bargeIn } }, pausedPromptId, 'paused');
};

/** A final without words closes its utterance: nothing was said. */
export const utteranceFinal = (call: LiveCall, event: UtteranceFinal): LiveCall => {
  const { utteranceId: id, startMs, endMs, text, confidence } = event;
  const others = call.turn.open.filter((utterance) => utterance.id !== id);
  if (text === '') return { ...call, turn: closing(call.turn, [id]) };
  const open = byStart([...others, { id, startMs, final: { text, confidence, endMs } }]).slice(-openMax);
  return { ...call, turn: { ...call.turn, open } };
};

export const turnEnded = (call: LiveCall, event: TurnEnded): LiveCall => ({
  ...call,
  turn: { ...closing(call.turn, event.utteranceIds), ended: event.turn, keyed: '' },
  stage: { ...call.stage, turns: call.stage.turns + 1 },
  voice: { ...call.voice, fillersInARow: 0, waitingSaid: false },
});

/** An acknowledgement or a noise is over with its judgement: it is no part of a turn. */
export const bargeInJudged = (call: LiveCall, event: BargeInJudged): LiveCall => {
  const { utteranceId, promptId, verdict, because } = event;
  if (verdict === 'cut') {
    return promptStatus({ ...call, turn: { ...call.turn, bargeIn: undefined } }, promptId, 'cutting');
  }
  const bargeIn = { utteranceId, promptId, status: 'resumed' } as const;
  const turn =
    because === 'timeout'
      ? { ...call.turn, bargeIn }
      : { ...closing(call.turn, [utteranceId]), bargeIn: undefined };
  return promptStatus({ ...call, turn }, promptId, 'playing');
};

export const digitPressed = (call: LiveCall, { digit }: DigitPressed): LiveCall => ({
  ...call,
  turn: {
    ...call.turn,
    digits: call.turn.digits + 1,
    keyed: digit === '#' ? call.turn.keyed : call.turn.keyed + digit,
  },
});

/** Recognition of a lost stream is lost with it. */
export const lineReattached = (call: LiveCall): LiveCall => ({
  ...call,
  turn: {
    ...closing(
      call.turn,
      call.turn.open.map(({ id }) => id),
    ),
    bargeIn: undefined,
    keyed: '',
  },
});

const closing = (turn: TurnTaking, ids: readonly string[]): TurnTaking => ({
  ...turn,
  open: turn.open.filter(({ id }) => !ids.includes(id)),
  closed: [...turn.closed, ...ids].slice(-closedMax),
});

const byStart = (utterances: readonly Utterance[]): readonly Utterance[] =>
  [...utterances].sort((a, b) => a.startMs - b.startMs);
