// What must hold of the events of any call, whatever it was told: each invariant is a pure function of the trace.
import { type CallEvent } from './events';

/** The names of the invariants that a trace breaks, with the event that breaks them. */
export const brokenInvariants = (trace: readonly CallEvent[]): readonly string[] =>
  Object.entries(invariants).flatMap(([name, breaks]) =>
    trace.flatMap((event, index) =>
      breaks(event, trace.slice(0, index)) ? [`${name}: ${index} ${JSON.stringify(event)}`] : [],
    ),
  );

type Of<T extends CallEvent['type']> = Extract<CallEvent, { readonly type: T }>;
type Breaks = (event: CallEvent, before: readonly CallEvent[]) => boolean;

const all = <T extends CallEvent['type']>(events: readonly CallEvent[], type: T): readonly Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);

const on =
  <T extends CallEvent['type']>(
    type: T,
    breaks: (event: Of<T>, before: readonly CallEvent[]) => boolean,
  ): Breaks =>
  (event, before) =>
    event.type === type && breaks(event as Of<T>, before);

const isOver = new Set(['PromptFinished', 'PromptCut', 'PromptFailed']);

const invariants: Readonly<Record<string, Breaks>> = {
  'CALL-1 a call starts and ends once': (event, before) =>
    (event.type === 'CallStarted') !== (before.length === 0) ||
    (event.type === 'CallEnded' && all(before, 'CallEnded').length > 0),
  'CALL-2 after the end only actions settle': (event, before) =>
    all(before, 'CallEnded').length > 0 && event.type !== 'ActionSettled',
  'CALL-3 no timer outlives the call': on('CallEnded', (_, before) => {
    const cleared = new Set(all(before, 'TimerCleared').map(({ timerId }) => timerId));
    return all(before, 'TimerSet').some(({ timerId }) => !cleared.has(timerId));
  }),
  'TIME-1 a timer is set under a new name, one of a purpose at a time': on('TimerSet', (event, before) => {
    const cleared = new Set(all(before, 'TimerCleared').map(({ timerId }) => timerId));
    const set = all(before, 'TimerSet');
    return set.some(
      ({ timerId, purpose }) =>
        timerId === event.timerId || (purpose === event.purpose && !cleared.has(timerId)),
    );
  }),
  'TURN-1 an utterance is final once': on('UtteranceFinal', (event, before) =>
    all(before, 'UtteranceFinal').some(({ utteranceId }) => utteranceId === event.utteranceId),
  ),
  'TURN-2 an utterance is part of one turn': on('TurnEnded', (event, before) =>
    all(before, 'TurnEnded').some(({ utteranceIds }) =>
      utteranceIds.some((id) => event.utteranceIds.includes(id)),
    ),
  ),
  'CONV-5 words rest on facts': on('PromptQueued', (event, before) =>
    event.claims.some((key) => !all(before, 'FactRecorded').some((fact) => fact.key === key)),
  ),
  'CONV-6 a prompt is over once': (event, before) =>
    isOver.has(event.type) &&
    'promptId' in event &&
    before.some(
      (earlier) => isOver.has(earlier.type) && 'promptId' in earlier && earlier.promptId === event.promptId,
    ),
  'CONV-7 fillers are not repeated': on('PromptQueued', (event, before) => {
    const last = all(before, 'PromptQueued').findLast(({ kind }) => kind === 'filler');
    return event.kind === 'filler' && event.sentences.join() === last?.sentences.join();
  }),
  'CONV-8 a disclosure comes first': on(
    'PromptQueued',
    (event, before) =>
      event.kind !== 'greeting' && !all(before, 'PromptQueued').some(({ kind }) => kind === 'greeting'),
  ),
  'CONF-1 an irreversible action rests on a confirmation of the same tool and arguments': on(
    'ActionAuthorized',
    (event, before) => {
      if (event.effect !== 'irreversible') return false;
      const confirmed = all(before, 'Confirmed').find((one) => one.confirmationId === event.confirmationId);
      const read = all(before, 'ReadBack').find((one) => one.confirmationId === event.confirmationId);
      return confirmed?.argsDigest !== event.argsDigest || read?.tool !== event.tool;
    },
  ),
  'CONF-2 a confirmation is used once and not after it was voided': on(
    'ActionAuthorized',
    ({ confirmationId }, before) =>
      confirmationId !== undefined &&
      [...all(before, 'ActionAuthorized'), ...all(before, 'ConfirmationVoided')].some(
        (earlier) => earlier.confirmationId === confirmationId,
      ),
  ),
  'CONF-4 a yes starts after the whole read-back': on('Confirmed', (event, before) => {
    const read = all(before, 'ReadBack').find((one) => one.confirmationId === event.confirmationId);
    const end = all(before, 'PromptFinished').find(({ promptId }) => promptId === read?.promptId);
    const said = all(before, 'UtteranceFinal').find(({ utteranceId }) => utteranceId === event.utteranceId);
    if (end === undefined || end.playedMs < end.durationMs - 40) return true;
    return event.method === 'speech' && (said === undefined || said.startMs < end.endedMs);
  }),
  'CONF-5 what was read back is not changed before it is done': on('ActionAuthorized', (event, before) => {
    const read = before.findIndex(
      (one) => one.type === 'ReadBack' && one.confirmationId === event.confirmationId,
    );
    const since = all(before.slice(read + 1), 'FactRecorded');
    return (
      event.confirmationId !== undefined &&
      since.some(({ source }) => source === 'caller' || source === 'dtmf')
    );
  }),
  'TOOL-4 an action settles once': on('ActionSettled', (event, before) =>
    all(before, 'ActionSettled').some(({ actionId }) => actionId === event.actionId),
  ),
  'TRUTH-1 an outcome is told as it settled': on('PromptQueued', (event, before) => {
    if (event.tells === undefined) return false;
    const settled = all(before, 'ActionSettled').find(({ actionId }) => actionId === event.tells);
    return settled === undefined || (settled.outcome === 'unknown') !== (event.kind === 'unknown-outcome');
  }),
  'HAND-1 one hand-off, and one fence before it is asked for': (event, before) =>
    (event.type === 'HandoffRequested' && all(before, 'HandoffRequested').length > 0) ||
    (event.type === 'SideEffectsFenced' && all(before, 'FenceRaised').length !== 1),
  'HAND-3 every action is in one list of the fence': on('SideEffectsFenced', (event, before) => {
    const listed = [...event.settled, ...event.inDoubt, ...event.notStarted].sort();
    const authorized = all(before, 'ActionAuthorized').map(({ actionId }) => actionId);
    return JSON.stringify(listed) !== JSON.stringify(authorized.sort());
  }),
  'HAND-4 nothing is authorised behind the fence': on(
    'ActionAuthorized',
    (_, before) => all(before, 'FenceRaised').length > 0,
  ),
  'HAND-5 nothing is said while a human has the caller': on(
    'PromptQueued',
    (_, before) => all(before, 'HandoffProgressed').at(-1)?.state === 'bridged',
  ),
  'HAND-9 a hand-off for a drain leaves no action that the caller waits for': on(
    'HandoffRequested',
    ({ reason }, before) => {
      const last = all(before, 'ActionAuthorized').at(-1);
      const isOfStage = before.findLastIndex(
        (event) => event.type === 'StageEntered' && event.stage !== last?.stage,
      );
      const settled = all(before, 'ActionSettled').some(({ actionId }) => actionId === last?.actionId);
      return reason === 'ops.drain' && last !== undefined && !settled && before.indexOf(last) > isOfStage;
    },
  ),
  'BUD-1 the total is the sum': on(
    'BudgetCharged',
    (event, before) =>
      event.micros <= 0 ||
      event.totalMicros !==
        all(before, 'BudgetCharged').reduce((sum, { micros }) => sum + micros, event.micros),
  ),
};
