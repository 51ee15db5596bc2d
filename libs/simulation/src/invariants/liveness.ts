// LIVE: a caller is never left alone with nothing to come.
import { only, violation, type At, type Check } from './trace';

/** Longer than any timer of a talking call plus the longest absence of its policy. */
const SILENT_MS_MAX = 45_000;

/** LIVE-2 between two events of a call whose caller is there and has no human there is never a long time of nothing. */
const isNeverStuck: Check = ({ trace, call: events, line }) => {
  const progress = only(events, 'HandoffProgressed');
  const isWithHuman = ({ position }: At): boolean =>
    progress.findLast((at) => at.position <= position)?.event.state === 'bridged';
  const [ended] = only(events, 'CallEnded');
  const [gone] = only(line, 'LineEnded');
  const until = Math.min(...[ended, gone].map((at) => at?.position ?? Infinity));
  return events.flatMap((at, index) => {
    const before = events[index - 1];
    if (before === undefined || at.position > until || isWithHuman(before)) return [];
    const gapMs = at.recorded.at - before.recorded.at;
    return gapMs > SILENT_MS_MAX
      ? [violation(trace, 'LIVE-2', { at: [before, at], detail: `nothing for ${gapMs} ms` })]
      : [];
  });
};

export const livenessChecks: readonly Check[] = [isNeverStuck];
