// The facts this service measures; names and units as in the telemetry registry.
import { metrics, type Attributes } from '@opentelemetry/api';
import { type action } from '@trunkline/domain';
import { type ActionEnd } from './app/action-end';
import { type BreakerState } from './app/tool-limits';

const meter = metrics.getMeter('trunkline.tool-gateway');
const calls = meter.createCounter('voice.tool.calls', { unit: '{call}' });
const duration = meter.createHistogram('voice.tool.duration', { unit: 's' });
const budget = meter.createGauge('voice.tool.budget', { unit: 's' });
const breaker = meter.createGauge('voice.breaker.state', { unit: '1' });
const afterFence = meter.createCounter('voice.tool.after_fence', { unit: '{call}' });
const cache = meter.createCounter('voice.cache.requests', { unit: '{request}' });
const inDoubt = meter.createObservableGauge('voice.tool.in_doubt', { unit: '{action}' });
const oldestInDoubt = meter.createObservableGauge('voice.tool.in_doubt.oldest_age', { unit: 's' });

export type ToolResult = 'ok' | 'error' | 'timeout' | 'denied' | 'fenced' | 'in_doubt';

export const toolCalled = (tool: string, effect: action.EffectClass, result: ToolResult): void =>
  calls.add(1, { tool, effect, result });

export const resultOf = ({ outcome, errorCode }: Pick<ActionEnd, 'outcome' | 'errorCode'>): ToolResult => {
  switch (outcome) {
    case 'succeeded':
      return 'ok';
    case 'unknown':
      return 'in_doubt';
    case 'failed':
      return errorCode === 'timeout' || errorCode === 'fenced' ? errorCode : 'error';
  }
};

export const attemptEnded = (tool: string, tookMs: number): void => duration.record(tookMs / 1_000, { tool });

/** What the caller's patience allows a tool. */
export const toolOffered = (tool: string, patienceMs: number): void =>
  budget.record(patienceMs / 1_000, { tool });

export const breakerMoved = (tool: string, state: BreakerState): void => {
  for (const each of ['closed', 'half_open', 'open'] as const)
    breaker.record(each === state ? 1 : 0, { tool, state: each });
};

/** A policy asked for an action although the call was fenced: it must not, and nothing was sent. */
export const askedAfterFence = (tool: string): void => afterFence.add(1, { tool });

export const cacheAsked = (result: 'hit' | 'miss'): void => cache.add(1, { cache: 'connector', result });

/** Reports the open doubts at each scrape until it is stopped. */
export const watchInDoubt = (doubts: {
  byTool(): ReadonlyMap<string, { count: number; oldestAgeMs: number }>;
}): (() => void) => {
  const observe = (result: {
    observe(instrument: typeof inDoubt, value: number, attributes: Attributes): void;
  }): void => {
    for (const [tool, { count, oldestAgeMs }] of doubts.byTool()) {
      result.observe(inDoubt, count, { tool });
      result.observe(oldestInDoubt, oldestAgeMs / 1_000, { tool });
    }
  };
  meter.addBatchObservableCallback(observe, [inDoubt, oldestInDoubt]);
  return () => meter.removeBatchObservableCallback(observe, [inDoubt, oldestInDoubt]);
};
