// The conversation as it was heard: what a cut prompt conveyed is what was played, never what was planned.
import { type Recorded } from '@trunkline/event-sourcing';
import { type CallEvent, type PromptCut, type PromptFinished, type PromptQueued } from '../call/events';
import {
  type PacketAction,
  type PacketCompliance,
  type PacketLine,
  type PacketPromise,
} from './packet-model';
import { eventsOf, type PacketSources } from './packet-sources';
import { clip, timestamp } from './wording';

export const LINES_MAX = 6;
export const PROMISES_MAX = 3;
/** A disclosure cut earlier than this counts as not given. */
const DISCLOSURE_MS_MIN = 1_000;

/** One thing that was said and heard. */
export interface Line extends PacketLine {
  readonly promptId?: string;
}

type Prompts = ReadonlyMap<string, Recorded<PromptQueued>>;

/** Every line of the call in the order in which it was over; prompts that still play are not lines yet. */
export const linesOf = (events: readonly Recorded<CallEvent>[]): readonly Line[] => {
  const prompts = promptsOf(events);
  const lines: Line[] = [];
  for (const recorded of events) {
    const line = lineOf(recorded, prompts);
    if (line && line.text !== '') lines.push(line);
  }
  return lines;
};

export const promptsOf = (events: readonly Recorded<CallEvent>[]): Prompts =>
  new Map(eventsOf(events, 'PromptQueued').map((recorded) => [recorded.event.promptId, recorded]));

export const lineOf = ({ event, version }: Recorded<CallEvent>, prompts: Prompts): Line | undefined => {
  if (event.type === 'TurnEnded') return { seq: version, by: 'caller', text: event.text };
  if (event.type === 'PromptFinished') {
    const text = prompts.get(event.promptId)?.event.sentences.join(' ') ?? '';
    return { seq: version, by: 'ai', text, promptId: event.promptId };
  }
  if (event.type === 'PromptCut' || event.type === 'PromptFailed') {
    return { seq: version, by: 'ai', text: event.heard, cut: true, promptId: event.promptId };
  }
  return undefined;
};

/** What the caller was told about actions, newest last; backed by a receipt where there is one. */
export const promisesOf = (
  sources: PacketSources,
  lines: readonly Line[],
  actions: readonly PacketAction[],
): readonly PacketPromise[] => {
  const prompts = promptsOf(sources.callEvents);
  return lines
    .flatMap((line): PacketPromise[] => {
      const told = line.promptId === undefined ? undefined : prompts.get(line.promptId)?.event.tells;
      if (told === undefined) return [];
      const backedBy = actions.find(({ actionId }) => actionId === told)?.receipt?.ref;
      const text = clip(sources.redact.text(line.text).text, 120);
      return [{ text, seq: line.seq, ...(backedBy === undefined ? {} : { backedBy }) }];
    })
    .slice(-PROMISES_MAX);
};

/** The disclosure is said with the greeting; it counts if it was played to its end, or long enough to be understood. */
export const disclosureOf = (sources: PacketSources): PacketCompliance['aiDisclosed'] => {
  const textId = sources.flow?.globals.disclosure;
  const prompts = promptsOf(sources.callEvents);
  for (const { event, at } of sources.callEvents) {
    if (!isHeardOut(event)) continue;
    const prompt = prompts.get(event.promptId)?.event;
    if (prompt && (prompt.kind === 'greeting' || prompt.phrase === textId)) {
      return { played: true, at: timestamp(at), textId: clip(prompt.phrase, 40) };
    }
  }
  return { played: false };
};

const isHeardOut = (event: CallEvent): event is PromptFinished | PromptCut =>
  event.type === 'PromptFinished' || (event.type === 'PromptCut' && event.playedMs >= DISCLOSURE_MS_MIN);
