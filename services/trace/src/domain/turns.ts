// The caller's turns: when each was over, on what evidence, what it was taken to mean, and how soon it was answered.
import {
  type CallEvent,
  type Meaning,
  type TurnEnded,
  type UtteranceFinal,
} from '@trunkline/domain/call/events';
import { type Recorded } from '@trunkline/event-sourcing';
import { type LineClock } from './line-clock';
import { type Reply, type Turn } from './timeline-entry';

export const turnsOf = (events: readonly Recorded<CallEvent>[], clock: LineClock): readonly Turn[] => {
  let folded: Folded = { turns: [], stage: '', utterances: new Map(), kinds: new Map() };
  for (const recorded of events) folded = step(folded, recorded.event, clock(recorded));
  return folded.turns;
};

/** Names only, as in the event. */
export const meaningText = (meaning: Meaning): string => {
  switch (meaning.kind) {
    case 'intent':
      return `intent ${meaning.intent}`;
    case 'slot':
      return `${meaning.correction ? 'correction of' : 'answer for'} ${meaning.slot}`;
    case 'yes':
    case 'no':
    case 'human':
    case 'goodbye':
    case 'backchannel':
    case 'no-match':
    case 'unsure':
      return meaning.kind;
  }
};

interface Folded {
  readonly turns: readonly Turn[];
  readonly stage: string;
  readonly utterances: ReadonlyMap<string, UtteranceFinal>;
  /** Prompts queued since the last turn, by what they are to a caller who waits. */
  readonly kinds: ReadonlyMap<string, Reply['kind']>;
}

const step = (folded: Folded, event: CallEvent, atMs: number): Folded => {
  switch (event.type) {
    case 'StageEntered':
      return { ...folded, stage: event.stage };
    case 'UtteranceFinal':
      return { ...folded, utterances: new Map(folded.utterances).set(event.utteranceId, event) };
    case 'TurnEnded':
      return { ...folded, kinds: new Map(), turns: [...folded.turns, turnOf(folded, event, atMs)] };
    case 'Understood':
      return lastTurn(folded, (turn) =>
        turn.turn === event.turn ? { ...turn, meaning: meaningText(event.meaning) } : turn,
      );
    case 'PromptQueued': {
      const kind = event.kind === 'filler' || event.kind === 'scaffold' ? 'filler' : 'answer';
      return { ...folded, kinds: new Map(folded.kinds).set(event.promptId, kind) };
    }
    case 'PromptStarted':
      return lastTurn(folded, (turn) => replied(turn, folded.kinds.get(event.promptId), { ...event, atMs }));
    default:
      return folded;
  }
};

const turnOf = ({ utterances, stage }: Folded, event: TurnEnded, decidedMs: number): Turn => {
  const ends = event.utteranceIds.flatMap((id) => utterances.get(id)?.endMs ?? []);
  return {
    turn: event.turn,
    text: event.text,
    stage,
    speechEndMs: ends.length === 0 ? decidedMs : Math.max(...ends),
    decidedMs,
    evidence: event.evidence,
  };
};

const replied = (
  turn: Turn,
  kind: Reply['kind'] | undefined,
  { promptId, atMs }: { readonly promptId: string; readonly atMs: number },
): Turn => {
  if (kind === undefined || turn.answer) return turn;
  const reply: Reply = { promptId, kind, startedMs: atMs, silenceMs: Math.max(0, atMs - turn.speechEndMs) };
  return { ...turn, reply: turn.reply ?? reply, ...(kind === 'answer' ? { answer: reply } : {}) };
};

const lastTurn = (folded: Folded, change: (turn: Turn) => Turn): Folded => {
  const last = folded.turns.at(-1);
  return last ? { ...folded, turns: [...folded.turns.slice(0, -1), change(last)] } : folded;
};
