// The speech plan folded: prompts in the order they are said, what was heard of them, and what is still owed.
import { type PromptCut, type PromptFailed, type PromptFinished, type PromptQueued } from './events';
import { readBackFinished } from './evolve-confirmation';
import { type LiveCall, type Prompt, type PromptStatus, type Unheard, type Voice } from './state';

/** A disclosure cut before this is owed again. */
const disclosedMsMin = 1_000;

export const promptQueued = (call: LiveCall, event: PromptQueued): LiveCall => {
  const { promptId: id, kind, phrase, bargeIn, tells } = event;
  const text = event.sentences.join(' ');
  const prompt: Prompt = {
    id,
    kind,
    phrase,
    text,
    bargeIn,
    ...(tells === undefined ? {} : { tells }),
    status: 'queued',
  };
  const { voice } = call;
  return {
    ...call,
    voice: {
      ...voice,
      ...fillers(call, event),
      queued: voice.queued + 1,
      prompts: [...voice.prompts, prompt],
      uses: { ...voice.uses, [phrase]: (voice.uses[phrase] ?? 0) + 1 },
      characters: voice.characters + text.length,
      disclosure: kind === 'greeting' ? 'queued' : voice.disclosure,
      unheard: voice.unheard?.phrase === phrase ? undefined : voice.unheard,
    },
  };
};

/** Unknown prompts change nothing: their reports come late. */
export const promptStatus = (call: LiveCall, promptId: string, status: PromptStatus): LiveCall => ({
  ...call,
  voice: {
    ...call.voice,
    prompts: call.voice.prompts.map((prompt) => (prompt.id === promptId ? { ...prompt, status } : prompt)),
  },
});

export const promptWithdrawn = (call: LiveCall, promptId: string): LiveCall =>
  promptStatus(withoutBargeIn(call, promptId), promptId, 'cutting');

export const promptFinished = (call: LiveCall, event: PromptFinished): LiveCall => {
  const prompt = call.voice.prompts.find(({ id }) => id === event.promptId);
  const voice = without(call.voice, event.promptId);
  return {
    ...withoutBargeIn(call, event.promptId),
    served: call.served || prompt?.tells !== undefined,
    confirmation: readBackFinished(call.confirmation, event),
    voice: {
      ...voice,
      failuresInARow: 0,
      disclosure: prompt?.kind === 'greeting' ? 'said' : voice.disclosure,
    },
  };
};

/** What was not heard was not said: an answer is owed again, a disclosure too unless its start was heard. */
export const promptEnded = (call: LiveCall, event: PromptCut | PromptFailed): LiveCall => {
  const prompt = call.voice.prompts.find(({ id }) => id === event.promptId);
  if (prompt === undefined) return call;
  const voice = without(call.voice, event.promptId);
  const disclosed = event.playedMs >= disclosedMsMin ? 'said' : 'owed';
  return {
    ...withoutBargeIn(call, event.promptId),
    voice: {
      ...voice,
      unheard: event.heard.length < prompt.text.length ? (owed(prompt) ?? voice.unheard) : voice.unheard,
      failuresInARow: voice.failuresInARow + (event.type === 'PromptFailed' ? 1 : 0),
      disclosure: prompt.kind === 'greeting' ? disclosed : voice.disclosure,
    },
  };
};

const owed = ({ kind, phrase, tells }: Prompt): Unheard | undefined =>
  kind === 'answer' || kind === 'unknown-outcome'
    ? { phrase, kind, ...(tells === undefined ? {} : { tells }) }
    : undefined;

/** An honest word to somebody who waits for an action ends the row of fillers. */
const fillers = ({ voice, stage }: LiveCall, { kind, sentences }: PromptQueued): Partial<Voice> => {
  if (kind === 'filler') return { fillersInARow: voice.fillersInARow + 1, lastFiller: sentences.join(' ') };
  if (kind === 'repair') return { fillersInARow: 0, waitingSaid: stage.actionId !== undefined };
  return kind === 'scaffold' ? {} : { fillersInARow: 0 };
};

const without = (voice: Voice, promptId: string): Voice => ({
  ...voice,
  prompts: voice.prompts.filter(({ id }) => id !== promptId),
});

const withoutBargeIn = (call: LiveCall, promptId: string): LiveCall =>
  call.turn.bargeIn?.promptId === promptId ? { ...call, turn: { ...call.turn, bargeIn: undefined } } : call;
