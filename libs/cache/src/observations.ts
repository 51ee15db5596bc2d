// The one fact this package reports: that it had to do without its server.
import { meterOf } from '@trunkline/runtime';

export type CachePart = 'cache' | 'counters' | 'presence' | 'lines';
/** `busy`: too many questions are under way already. */
export type DegradedReason = 'down' | 'timeout' | 'error' | 'busy';

const degraded = meterOf('trunkline.cache').createCounter('voice.cache.degraded');

export const answeredWithoutServer = (attributes: { part: CachePart; reason: DegradedReason }): void =>
  degraded.add(1, attributes);
