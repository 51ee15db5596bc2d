// The facts this service measures; names and units as in the telemetry registry. Attributes are closed lists.
import { type BatchObservableResult, metrics } from '@opentelemetry/api';
import { meterOf } from '@trunkline/runtime';

const SCOPE = 'trunkline.handoff';
const meter = meterOf(SCOPE);
const requested = meter.createCounter('voice.handoff.requested', { unit: '{handoff}' });
const ended = meter.createCounter('voice.handoff.ended', { unit: '{handoff}' });
const lost = meter.createCounter('voice.handoff.lost', { unit: '{handoff}' });
const step = meter.createHistogram('voice.handoff.step', { unit: 's' });
const render = meter.createHistogram('voice.handoff.packet_render', { unit: 's' });
const rating = meter.createCounter('voice.handoff.packet_rating', { unit: '{rating}' });
const duty = meter.createGauge('voice.handoff.on_duty', { unit: '{instance}' });
const offers = meter.createCounter('voice.desk.offer', { unit: '{offer}' });

export type Outcome = 'bridged' | 'abandoned' | 'failed' | 'no_agent';
export type HandoffStep = 'freeze' | 'queue' | 'offer' | 'bridge' | 'total';

export const handoffRequested = (attributes: { reason: string; queue: string }): void =>
  requested.add(1, attributes);

export const handoffEnded = (attributes: { reason: string; queue: string; outcome: Outcome }): void =>
  ended.add(1, attributes);

/** An open hand-off could not be taken up: nothing will bring it to its end. Must stay at zero; 0 makes the series be there. */
export const handoffLost = (count: 0 | 1 = 1): void => lost.add(count);

/** Over all instances the sum is one. */
export const onDuty = (isOnDuty: boolean): void => duty.record(isOnDuty ? 1 : 0);

export const stepTook = (durationMs: number, attributes: { step: HandoffStep }): void =>
  step.record(durationMs / 1_000, attributes);

/** From the making of the offer to the desk's word that the packet is on the screen. */
export const packetRendered = (durationMs: number, attributes: { queue: string }): void =>
  render.record(durationMs / 1_000, attributes);

export const packetRated = (attributes: { rating: string }): void => rating.add(1, attributes);

export const offerEnded = (attributes: { result: 'accepted' | 'declined' | 'expired' | 'withdrawn' }): void =>
  offers.add(1, attributes);

export interface QueueLevels {
  readonly open: readonly { readonly state: string; readonly queue: string; readonly count: number }[];
  readonly oldestQueued: readonly { readonly queue: string; readonly atMs: number }[];
  readonly agents: readonly { readonly state: string; readonly queue: string; readonly count: number }[];
}

/** Reads the levels whenever somebody asks for the metrics. Returns what stops that. */
export const observeLevels = (read: () => QueueLevels): (() => void) => {
  const levelMeter = metrics.getMeter(SCOPE);
  const open = levelMeter.createObservableGauge('voice.handoff.open', { unit: '{handoff}' });
  const oldest = levelMeter.createObservableGauge('voice.handoff.oldest_queued_timestamp.seconds');
  const agents = levelMeter.createObservableGauge('voice.desk.agents', { unit: '{agent}' });
  const callback = (result: BatchObservableResult): void => {
    const levels = read();
    for (const { state, queue, count } of levels.open) result.observe(open, count, { state, queue });
    for (const { queue, atMs } of levels.oldestQueued) result.observe(oldest, atMs / 1_000, { queue });
    for (const { state, queue, count } of levels.agents) result.observe(agents, count, { state, queue });
  };
  levelMeter.addBatchObservableCallback(callback, [open, oldest, agents]);
  return () => levelMeter.removeBatchObservableCallback(callback, [open, oldest, agents]);
};
