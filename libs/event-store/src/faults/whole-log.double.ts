// What a record lacks of what its writers were told: for tests after something went wrong.
import { canonicalJson, type EventStore, type Recorded, verifyChain } from '@trunkline/event-sourcing';
import { sha256 } from '../sha256';

/** One line per stream that is broken and per acknowledged event that is not there as it was acknowledged. */
export const lostOf = async (
  store: Pick<EventStore, 'read'>,
  acknowledged: readonly Recorded[],
): Promise<readonly string[]> => {
  const lost: string[] = [];
  for (const stream of new Set(acknowledged.map((event) => event.stream))) {
    const { events } = await store.read(stream);
    const verdict = verifyChain(events, sha256);
    if (verdict.kind === 'broken') lost.push(`${stream} ${verdict.version}: ${verdict.reason}`);
    const there = new Set(events.map((event) => canonicalJson(event)));
    const missing = acknowledged.filter(
      (event) => event.stream === stream && !there.has(canonicalJson(event)),
    );
    lost.push(...missing.map(({ version }) => `${stream} ${version}: acknowledged and not there`));
  }
  return lost;
};
