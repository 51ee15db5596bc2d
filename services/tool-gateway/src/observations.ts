// The facts this service measures; names and units as in the telemetry registry.
import { metrics, type BatchObservableResult } from '@opentelemetry/api';
import { type action } from '@trunkline/domain';
import { type ActionEnd } from './app/action-end';
import { type BreakerState } from './app/tool-limits';

/** Made at the first measurement: an instrument that is older than the process's telemetry would measure nothing. */
// Gauges carry their unit in the name: the Prometheus exporter adds it to histograms only.
const instruments = lazily(() => {
  const meter = metrics.getMeter('trunkline.tool-gateway');
  return {
    meter,
    calls: meter.createCounter('voice.tool.calls', { unit: '{call}' }),
    duration: meter.createHistogram('voice.tool.duration', { unit: 's' }),
    turnStage: meter.createHistogram('voice.turn.stage', { unit: 's' }),
    budget: meter.createGauge('voice.tool.budget.seconds', { unit: 's' }),
    breaker: meter.createGauge('voice.breaker.state'),
    afterFence: meter.createCounter('voice.tool.after_fence', { unit: '{call}' }),
    cache: meter.createCounter('voice.cache.requests', { unit: '{request}' }),
    inDoubt: meter.createObservableGauge('voice.tool.in_doubt', { unit: '{action}' }),
    oldestInDoubt: meter.createObservableGauge('voice.tool.in_doubt.oldest_age.seconds', { unit: 's' }),
  };
});

export type ToolResult = 'ok' | 'error' | 'timeout' | 'denied' | 'fenced' | 'in_doubt';

export const toolCalled = (tool: string, effect: action.EffectClass, result: ToolResult): void =>
  instruments().calls.add(1, { tool, effect, result });

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

/** What a turn waits for a tool: from the reservation to the outcome that is told. */
export const toolSettled = (tookMs: number): void =>
  instruments().turnStage.record(tookMs / 1_000, { stage: 'tool' });

export const attemptEnded = (tool: string, tookMs: number): void =>
  instruments().duration.record(tookMs / 1_000, { tool });

/** What the caller's patience allows a tool. */
export const toolOffered = (tool: string, patienceMs: number): void =>
  instruments().budget.record(patienceMs / 1_000, { tool });

export const breakerMoved = (tool: string, state: BreakerState): void => {
  for (const each of ['closed', 'half_open', 'open'] as const)
    instruments().breaker.record(each === state ? 1 : 0, { tool, state: each });
};

/** A policy asked for an action although the call was fenced: it must not, and nothing was sent. */
export const askedAfterFence = (tool: string, count: 0 | 1 = 1): void =>
  instruments().afterFence.add(count, { tool });

export const cacheAsked = (result: 'hit' | 'miss'): void =>
  instruments().cache.add(1, { cache: 'connector', result });

/** Reports the open doubts at each scrape until it is stopped. */
export const watchInDoubt = (doubts: {
  byTool(): ReadonlyMap<string, { count: number; oldestAgeMs: number }>;
}): (() => void) => {
  const { meter, inDoubt, oldestInDoubt } = instruments();
  const observe = (result: BatchObservableResult): void => {
    for (const [tool, { count, oldestAgeMs }] of doubts.byTool()) {
      result.observe(inDoubt, count, { tool });
      result.observe(oldestInDoubt, oldestAgeMs / 1_000, { tool });
    }
  };
  meter.addBatchObservableCallback(observe, [inDoubt, oldestInDoubt]);
  return () => meter.removeBatchObservableCallback(observe, [inDoubt, oldestInDoubt]);
};

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
