// The ten-second card: who, want, why, done, next, from fixed templates; the words of a danger come first and stay.
import { type Recorded } from '@trunkline/event-sourcing';
import { type CallEvent } from '../call/events';
import { type Headline, type PacketAction, type PacketCaller, type PacketFact } from './packet-model';
import { eventsOf, type PacketSources } from './packet-sources';
import { reasonOf } from './reason-codes';
import { clip, clipWords, humanise } from './wording';

/** Adults read some 240 words a minute: what fits ten seconds. */
export const HEADLINE_WORDS_MAX = 45;
/** Each line's share of the words; together they are HEADLINE_WORDS_MAX. */
const WORDS = { who: 7, want: 9, why: 7, done: 11, next: 11 } as const;

interface Findings {
  readonly caller: PacketCaller;
  readonly facts: readonly PacketFact[];
  readonly actions: readonly PacketAction[];
}

export const headlineOf = (sources: PacketSources, { caller, facts, actions }: Findings): Headline => ({
  who: clipWords(who(caller), WORDS.who, 60),
  want: clipWords(want(sources, facts), WORDS.want, 90),
  why: clipWords(why(sources), WORDS.why, 80),
  done: clipWords(done(actions), WORDS.done, 90),
  next: clipWords(firstClause(nextOf(sources, actions)), WORDS.next, 90),
});

/** The first thing to do, by rule: what is in doubt is looked up, what was is told, else the reason's playbook. */
export const nextOf = (sources: PacketSources, actions: readonly PacketAction[]): string => {
  const doubt = actions.find(({ status }) => status === 'in_doubt');
  if (doubt) {
    return `Look up ${shortKey(doubt.idempotencyKey ?? doubt.actionId)} (${clip(doubt.label, 44)}) before anything else`;
  }
  const [settled] = sources.handoff.reason === 'tool.in_doubt' ? actions : [];
  return settled
    ? `No longer in doubt: tell the caller how it ended; ${settled.label} has ${OUTCOMES[settled.status]}`
    : reasonOf(sources.handoff.reason).playbook;
};

/** A key is long and read by eye: its end is enough to find it, the action block has all of it. */
const KEY_CHARS_MAX = 16;
const shortKey = (key: string): string => (key.length > KEY_CHARS_MAX ? `key …${key.slice(-8)}` : key);

const OUTCOMES: Readonly<Record<PacketAction['status'], string>> = {
  committed: 'been done',
  pending: 'not ended yet',
  in_doubt: 'no certain outcome',
  failed: 'failed',
  not_started: 'not been started',
};

/** A headline holds one instruction: half of a second one could be read as its opposite. */
const firstClause = (instruction: string): string =>
  /^[^;]*?(?=;|\.$|\. |$)/.exec(instruction)?.[0] ?? instruction;

const IDENTITY: Readonly<Record<PacketCaller['identity']['level'], string>> = {
  verified: 'identity verified',
  claimed: 'identity claimed',
  failed: 'identity check FAILED',
  none: 'identity unknown',
};

const who = (caller: PacketCaller): string =>
  `${caller.displayName ?? caller.numberMasked} - ${IDENTITY[caller.identity.level]}`;

/** The last intent that was understood, with the claim that says which one is meant. */
const want = (sources: PacketSources, facts: readonly PacketFact[]): string => {
  const intent = lastIntent(sources.callEvents);
  if (intent === undefined) return 'Not yet clear what the caller wants';
  const label = humanise(sources.flow?.intents[intent]?.label ?? intent);
  const which = facts.find(({ status, key }) => status === 'claimed' && key.startsWith('slot.'));
  return which ? `${label}: ${which.value}` : label;
};

const lastIntent = (events: readonly Recorded<CallEvent>[]): string | undefined => {
  for (const { event } of [...eventsOf(events, 'Understood')].reverse()) {
    if (event.meaning.kind === 'intent') return event.meaning.intent;
  }
  return undefined;
};

const why = ({ handoff }: PacketSources): string => `${reasonOf(handoff.reason).label} (${handoff.reason})`;

const done = (actions: readonly PacketAction[]): string => {
  const doubt = actions.find(({ status }) => status === 'in_doubt');
  if (doubt) {
    return doubt.human === 'do_not_retry'
      ? `DO NOT RETRY: ${clip(doubt.label, 48)} is in doubt`
      : `VERIFY: ${clip(doubt.label, 48)} is in doubt`;
  }
  const pending = actions.find(({ status }) => status === 'pending');
  if (pending) return `STILL RUNNING: ${clip(pending.label, 60)}`;
  const writes = actions.filter(({ effect, status }) => effect !== 'read' && status === 'committed');
  const [first] = writes;
  if (!first) return 'Nothing was changed for the caller yet';
  const more = writes.length > 1 ? `, ${writes.length - 1} more` : '';
  return `Done: ${clip(first.label, 50)}${more}`;
};
