// A call without any fault in which one thing is done that cannot be taken back, and what such a call comes to.
import { type call } from '@trunkline/domain';
import { type Person } from '../caller/habits';
import { FAULT_KINDS } from '../faults/profile';
import { simulateCall, type CallTerms, type SimulatedCall } from '../simulate-call';
import { type Called } from './row';

/** Wants to cancel an order, says so, and says it again when asked again. */
const PERSON = { goal: 1, isSteadfast: true };
const SEARCHED_MAX = 200;

export interface Golden {
  readonly terms: CallTerms;
  readonly call: SimulatedCall;
  readonly result: string;
}

/** The first of its kind from the seed on. Throws when there is none: then the flow has no irreversible tool. */
export const goldenCall = async (
  seed: number,
  called: Called,
  habits: Person['habits'] = [],
): Promise<Golden> => {
  for (let at = seed; at < seed + SEARCHED_MAX; at += 1) {
    const terms: CallTerms = {
      ...called,
      seed: String(at),
      without: FAULT_KINDS,
      person: { ...PERSON, habits },
    };
    const found = await simulateCall(terms);
    if (found.trace.ledger?.length === 1) return { terms, call: found, result: resultOf(found) };
  }
  throw new Error('no call in which something is done that cannot be taken back');
};

/** Final ledger and final state as far as no clock shows in them: what was done, how it settled, how it ended. */
export const resultOf = ({ trace }: SimulatedCall): string => {
  const events = trace.events
    .filter(({ stream }) => stream.startsWith('call/'))
    .map(({ event }) => event as call.CallEvent);
  const authorized = events.filter((event) => event.type === 'ActionAuthorized');
  const toolOf = (id: string): string => authorized.find(({ actionId }) => actionId === id)?.tool ?? '';
  return JSON.stringify({
    ledger: (trace.ledger ?? []).map(({ tool, argsDigest }) => ({ tool, argsDigest })),
    done: events.flatMap((event) =>
      event.type === 'ActionSettled' && isWrite(authorized, event.actionId)
        ? [{ tool: toolOf(event.actionId), outcome: event.outcome }]
        : [],
    ),
    told: events.filter((event) => event.type === 'PromptQueued' && event.tells !== undefined).length > 0,
    end: events.flatMap((event) => (event.type === 'CallEnded' ? [event.outcome] : [])),
  });
};

const isWrite = (authorized: readonly call.ActionAuthorized[], id: string): boolean =>
  authorized.some(({ actionId, effect }) => actionId === id && effect !== 'read');
