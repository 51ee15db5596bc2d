// What effects are performed with.
import { type call } from '@trunkline/domain';
import { type EffectContext, type EpochMs, type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { type PolicyTerms } from '../config';
import { type Actions } from '../ports/actions.port';
import { type Handoffs } from '../ports/handoffs.port';
import { type CallTraces } from './call-traces';
import { type Lines } from './lines';

export interface EffectDeps {
  readonly store: Pick<EventStore, 'read'>;
  readonly lines: Lines;
  readonly traces: CallTraces;
  readonly actions: Actions;
  readonly handoffs: Handoffs;
  readonly secret: string;
  readonly terms: PolicyTerms;
  readonly scheduler: Scheduler;
  clock(): EpochMs;
  /** True once the service is closing: what is unfinished is another instance's, or the next start's. */
  isClosing(): boolean;
}

export type CallContext = EffectContext<call.Call, call.CallInput, call.CallEvent>;

export interface InCall {
  readonly context: CallContext;
  readonly flow: Flow;
}

export const callIdOf = ({ stream }: { readonly stream: string }): string =>
  stream.slice(stream.indexOf('/') + 1);

export const pause = (
  { scheduler, clock }: Pick<EffectDeps, 'scheduler' | 'clock'>,
  ms: number,
): Promise<void> => new Promise((resolve) => void scheduler.schedule(clock() + ms, resolve));

/** Doubles from the first to the last. */
export const backoffMs = (attempt: number): number => Math.min(100 * 2 ** attempt, 2_000);
