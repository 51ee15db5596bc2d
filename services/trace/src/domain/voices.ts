// Who was heard when: what the caller said, and what of each prompt was played.
import { type CallEvent, type PromptQueued, type UtteranceFinal } from '@trunkline/domain/call/events';
import { type Recorded } from '@trunkline/event-sourcing';
import { type LineClock } from './line-clock';
import { type AgentSpoke, type CallerSpoke } from './timeline-entry';

export interface Voices {
  readonly caller: readonly CallerSpoke[];
  readonly agent: readonly AgentSpoke[];
}

/** Prompts in the order in which they started; one that never did was not heard and is not here. */
export const voicesOf = (events: readonly Recorded<CallEvent>[], clock: LineClock): Voices => {
  let folded: Folded = { caller: [], agent: [], queued: new Map(), pausedMs: new Map() };
  for (const recorded of events) {
    folded = step(folded, recorded, clock(recorded));
  }
  return { caller: folded.caller.filter(({ text }) => text !== ''), agent: folded.agent };
};

interface Folded extends Voices {
  readonly queued: ReadonlyMap<string, PromptQueued>;
  /** Prompts that the reflex paused and nobody has judged yet, with the time of the pause. */
  readonly pausedMs: ReadonlyMap<string, number>;
}

const step = (folded: Folded, { event, stream, version }: Recorded<CallEvent>, atMs: number): Folded => {
  switch (event.type) {
    case 'UtteranceFinal':
      return { ...folded, caller: [...folded.caller, said(event, { stream, version })] };
    case 'PromptQueued':
      return { ...folded, queued: new Map(folded.queued).set(event.promptId, event) };
    case 'PromptStarted': {
      const prompt = folded.queued.get(event.promptId);
      return prompt === undefined
        ? folded
        : { ...folded, agent: [...folded.agent, started(prompt, atMs, { stream, version })] };
    }
    case 'UtteranceStarted':
      return event.pausedPromptId === undefined
        ? folded
        : { ...folded, pausedMs: new Map(folded.pausedMs).set(event.pausedPromptId, event.startMs) };
    case 'BargeInJudged':
      return event.verdict === 'resume' ? { ...folded, pausedMs: without(folded, event.promptId) } : folded;
    case 'PromptFinished':
      return ended(folded, event.promptId, { how: 'whole', endMs: event.endedMs });
    case 'PromptCut':
    case 'PromptFailed': {
      const endMs = folded.pausedMs.get(event.promptId) ?? atMs;
      const how = event.type === 'PromptCut' ? 'cut' : 'failed';
      return ended(folded, event.promptId, { how, endMs, text: event.heard });
    }
    default:
      return folded;
  }
};

const said = (event: UtteranceFinal, ref: CallerSpoke['ref']): CallerSpoke => ({
  kind: 'caller-spoke',
  atMs: event.startMs,
  ...(ref === undefined ? {} : { ref }),
  utteranceId: event.utteranceId,
  text: event.text,
  confidence: event.confidence,
  endMs: event.endMs,
});

const started = (prompt: PromptQueued, atMs: number, ref: NonNullable<AgentSpoke['ref']>): AgentSpoke => ({
  kind: 'agent-spoke',
  atMs,
  ref,
  promptId: prompt.promptId,
  promptKind: prompt.kind,
  how: 'playing',
  text: prompt.sentences.join(' '),
  endMs: atMs,
  ...(prompt.tells === undefined ? {} : { tells: prompt.tells }),
});

const ended = (
  folded: Folded,
  promptId: string,
  { how, endMs, text }: Pick<AgentSpoke, 'how' | 'endMs'> & { readonly text?: string },
): Folded => ({
  ...folded,
  pausedMs: without(folded, promptId),
  agent: folded.agent.map((spoke) => {
    if (spoke.promptId !== promptId || spoke.how !== 'playing') return spoke;
    const heard = text === undefined || text === spoke.text ? {} : { text, planned: spoke.text };
    return { ...spoke, how, endMs: Math.max(spoke.atMs, endMs), ...heard };
  }),
});

const without = ({ pausedMs }: Folded, promptId: string): ReadonlyMap<string, number> =>
  new Map([...pausedMs].filter(([paused]) => paused !== promptId));
