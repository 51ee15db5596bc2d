// CONV and TURN: what is said, whether it may be said, and whose turn it is.
import { type call } from '@trunkline/domain';
import { only, violation, type At, type Check, type Violation } from './trace';

type PromptEnd = call.PromptFinished | call.PromptCut | call.PromptFailed;

const isPromptEnd = (at: At<call.CallEvent>): at is At<PromptEnd> =>
  at.event.type === 'PromptFinished' || at.event.type === 'PromptCut' || at.event.type === 'PromptFailed';

/** CONV-1 a paused prompt does not stay paused: it is judged, taken back, or over. */
const isJudged: Check = ({ trace, call: events }) => {
  const paused = new Map<string, At>();
  for (const at of events) {
    const { event } = at;
    if (event.type === 'UtteranceStarted' && event.pausedPromptId !== undefined)
      paused.set(event.pausedPromptId, at);
    if (event.type === 'BargeInJudged' || event.type === 'PromptWithdrawn' || isPromptEnd(at)) {
      paused.delete((event as PromptEnd).promptId);
    }
    if (event.type === 'CallEnded') paused.clear();
  }
  if (!trace.isComplete) return [];
  return [...paused.values()].map((at) =>
    violation(trace, 'CONV-1', { at: [at], detail: 'paused for good' }),
  );
};

/** CONV-2 prompts are not heard over each other, by media time. */
const isOneVoice: Check = ({ trace, call: events }) => {
  const started = new Map<string, At>();
  // A line that attaches again says what it plays, not when the rest was over.
  const attached = new Set(only(events, 'LineReattached').map(({ recorded }) => recorded.inputId));
  const heard: { from: number; until: number; at: At }[] = [];
  for (const at of events) {
    if (at.event.type === 'PromptStarted') started.set(at.event.promptId, at);
    if (!isPromptEnd(at) || at.recorded.mediaMs === undefined || attached.has(at.recorded.inputId)) continue;
    const from = started.get(at.event.promptId)?.recorded.mediaMs;
    if (from !== undefined) heard.push({ from, until: at.recorded.mediaMs, at });
  }
  heard.sort((a, b) => a.from - b.from);
  return heard.flatMap(({ from, at }, index) => {
    const before = heard[index - 1];
    return before !== undefined && before.until > from
      ? [violation(trace, 'CONV-2', { at: [before.at, at], detail: 'two prompts at once' })]
      : [];
  });
};

/** CONV-4 what counts as finished was played to its end. CONV-6 a prompt is over once, and what was heard is a part of it. */
const isHeardAsPlayed: Check = ({ trace, call: events }) => {
  const texts = new Map(
    only(events, 'PromptQueued').map(({ event }) => [event.promptId, event.sentences.join(' ')]),
  );
  const over = new Set<string>();
  return events.filter(isPromptEnd).flatMap((at) => {
    const { event } = at;
    const wrong: Violation[] = [];
    if (event.type === 'PromptFinished' && event.playedMs < event.durationMs - 40)
      wrong.push(violation(trace, 'CONV-4', { at: [at], detail: 'finished, and not played to its end' }));
    if (over.has(event.promptId))
      wrong.push(violation(trace, 'CONV-6', { at: [at], detail: 'a prompt is over twice' }));
    over.add(event.promptId);
    const text = texts.get(event.promptId);
    const isPart = text !== undefined && (event.type === 'PromptFinished' || text.startsWith(event.heard));
    if (!isPart) wrong.push(violation(trace, 'CONV-6', { at: [at], detail: 'heard what was not said' }));
    return wrong;
  });
};

/** CONV-5 words rest on facts that were recorded before, of a tool or of the caller. */
const restsOnFacts: Check = ({ trace, call: events }) => {
  const known = new Set<string>();
  return events.flatMap((at) => {
    const { event } = at;
    if (event.type === 'FactRecorded') known.add(event.key);
    if (event.type !== 'PromptQueued') return [];
    const missing = event.claims.find((key) => !known.has(key));
    return missing === undefined
      ? []
      : [violation(trace, 'CONV-5', { at: [at], detail: `claims ${missing}` })];
  });
};

/** CONV-7 fillers are not repeated verbatim, and not more in a row than the flow allows. */
const isNotRepeated: Check = ({ trace, call: events }) => {
  let last = '';
  let row = 0;
  return events.flatMap((at) => {
    const { event } = at;
    if (event.type === 'TurnEnded') row = 0;
    if (event.type !== 'PromptQueued') return [];
    if (event.kind !== 'filler') {
      if (event.kind !== 'scaffold') row = 0;
      return [];
    }
    row += 1;
    const words = event.sentences.join(' ');
    const isWrong = words === last || row > (trace.flow?.limits.fillersInARowMax ?? Infinity);
    last = words;
    return isWrong ? [violation(trace, 'CONV-7', { at: [at], detail: `filler ${row} in a row` })] : [];
  });
};

/** CONV-8 the first words are that this is a voice agent. */
const isDisclosed: Check = ({ trace, call: events }) => {
  const [first] = only(events, 'PromptQueued');
  return first === undefined || first.event.kind === 'greeting'
    ? []
    : [violation(trace, 'CONV-8', { at: [first], detail: 'says something before the disclosure' })];
};

/** TURN-1 an utterance is final once. TURN-2 it belongs to one turn. TURN-3 turns are counted without a gap. */
const isOneTurn: Check = ({ trace, call: events }) => {
  const final = new Set<string>();
  const taken = new Set<string>();
  let turns = 0;
  return events.flatMap((at) => {
    const { event } = at;
    if (event.type === 'UtteranceFinal') {
      const again = final.has(event.utteranceId);
      final.add(event.utteranceId);
      return again
        ? [violation(trace, 'TURN-1', { at: [at], detail: `${event.utteranceId} is final twice` })]
        : [];
    }
    if (event.type !== 'TurnEnded') return [];
    turns += 1;
    const twice = event.utteranceIds.find((id) => taken.has(id) || !final.has(id));
    for (const id of event.utteranceIds) taken.add(id);
    return [
      ...(twice === undefined
        ? []
        : [violation(trace, 'TURN-2', { at: [at], detail: `${twice} in two turns` })]),
      ...(event.turn === turns
        ? []
        : [violation(trace, 'TURN-3', { at: [at], detail: `turn ${event.turn} is the ${turns}th` })]),
    ];
  });
};

export const conversationChecks: readonly Check[] = [
  isJudged,
  isOneVoice,
  isHeardAsPlayed,
  restsOnFacts,
  isNotRepeated,
  isDisclosed,
  isOneTurn,
];
