// A caller who answers by keys whatever the record says is being asked, however often it is asked again.
import { type call } from '@trunkline/domain';
import { type EventStore } from '@trunkline/event-sourcing';
import { type Conversation } from '@trunkline/phone';
import { eventually } from './eventually';
import { type Caller, stepsOf } from './people';
import { callEvents, idOf, lineEvents } from './record-reading';

/** By stage of the flow: the keys to press, `say` and the words, or to hang up. */
export type Answers = Readonly<Record<string, string>>;

export const HANG_UP = 'hang up';
const SAY = 'say ';

export interface KeyedCall {
  readonly callId: string;
  readonly conversation: Conversation;
  /** From each key, or the end of our words, to the next words that were heard, ms; a key into their words has none. */
  repliesMs(): readonly number[];
  /** Resolves when the dialog is over, whoever ended it. */
  readonly over: Promise<void>;
}

export interface KeyedCallTerms {
  readonly caller: Caller;
  readonly store: EventStore;
  readonly uri: string;
  /** Of nobody else in this run: by it the call is found in the record. */
  readonly from: string;
  readonly answers: Answers;
}

const FOUND_MS_MAX = 20_000;
const LOOK_MS = 100;

/** Resolves when the call is in the record; rejects when nobody answers. */
export const callByKeys = async (terms: KeyedCallTerms): Promise<KeyedCall> => {
  const conversation = await terms.caller.dial(terms.uri, terms.from);
  const callId = await eventually(`the call from ${terms.from}`, FOUND_MS_MAX, () => foundFrom(terms));
  const pressedMs: number[] = [];
  let isOver = false;
  const over = conversation.ended.then(() => {
    isOver = true;
  });
  void answering({ ...terms, conversation, callId, pressedMs, isOver: () => isOver });
  return {
    callId,
    conversation,
    repliesMs: () => [
      ...pressedMs.flatMap((at, index) => replyMs(conversation, at, pressedMs[index + 1])),
      ...conversation.person.listening.replies().map(({ silenceMs }) => silenceMs),
    ],
    over,
  };
};

const foundFrom = async ({ store, from }: KeyedCallTerms): Promise<string | undefined> => {
  for (const stream of await store.openStreams('line')) {
    const [offered] = await lineEvents(store, idOf(stream));
    if (offered?.type === 'LineOffered' && offered.from === from) return idOf(stream);
  }
  return undefined;
};

interface Answering extends KeyedCallTerms {
  readonly conversation: Conversation;
  readonly callId: string;
  readonly pressedMs: number[];
  isOver(): boolean;
}

/** A record that is away is asked again: the caller knows nothing of it. */
const answering = async (given: Answering): Promise<void> => {
  let answered: string | undefined;
  while (!given.isOver()) {
    const asked = askedIn(await callEvents(given.store, given.callId).catch(() => []));
    const keys = asked && asked.promptId !== answered ? given.answers[asked.stage] : undefined;
    if (asked && keys !== undefined) {
      answered = asked.promptId;
      await answer(given, keys);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

const answer = async ({ conversation, pressedMs }: Answering, keys: string): Promise<void> => {
  if (keys === HANG_UP) return conversation.hangUp();
  if (keys.startsWith(SAY)) {
    await conversation.person.follow(stepsOf([{ say: keys.slice(SAY.length) }]));
    return;
  }
  pressedMs.push(conversation.person.nowMs);
  await conversation.person.follow(stepsOf([{ press: keys }]));
};

/** What was said to the end and is waited upon, and the stage that waits; undefined while more is to be said. */
const askedIn = (
  events: readonly call.CallEvent[],
): { readonly promptId: string; readonly stage: string } | undefined => {
  const unsaid = new Set<string>();
  let asked: string | undefined;
  let stage = '';
  for (const event of events) {
    if (event.type === 'StageEntered') stage = event.stage;
    if (event.type === 'PromptQueued') unsaid.add(event.promptId);
    if (event.type === 'PromptFinished') asked = event.promptId;
    if (isSaid(event)) unsaid.delete(event.promptId);
  }
  return unsaid.size === 0 && asked !== undefined ? { promptId: asked, stage } : undefined;
};

/** To its end, or as far as it will ever be. */
const isSaid = (
  event: call.CallEvent,
): event is call.PromptFinished | call.PromptCut | call.PromptFailed | call.PromptWithdrawn =>
  event.type === 'PromptFinished' ||
  event.type === 'PromptCut' ||
  event.type === 'PromptFailed' ||
  event.type === 'PromptWithdrawn';

const replyMs = (
  { person }: Conversation,
  pressedMs: number,
  nextMs: number | undefined,
): readonly number[] => {
  const next = person.listening.heard.find(({ startMs }) => startMs > pressedMs);
  return next && (nextMs === undefined || next.startMs < nextMs) ? [next.startMs - pressedMs] : [];
};
