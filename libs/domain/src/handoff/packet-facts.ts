// Facts with their source: what a system of record says apart from what the caller says.
import { type Recorded } from '@trunkline/event-sourcing';
import { type CallEvent, type FactRecorded } from '../call/events';
import { type PacketFact } from './packet-model';
import { eventsOf, type PacketSources } from './packet-sources';
import { clip, humanise, timestamp } from './wording';

export const FACTS_MAX = 12;

/** Verified first, then contradicted, claimed, inferred; secrets never. */
export const factsOf = (sources: PacketSources): readonly PacketFact[] => {
  const newest = newestBySide(sources.callEvents);
  const facts = [...newest.values()]
    .filter(({ event }) => sensitivityOf(sources, event.key) !== 'secret')
    .map((recorded) => fact(sources, recorded, newest.get(otherSide(recorded.event))));
  return facts.sort((a, b) => RANK[a.status] - RANK[b.status]).slice(0, FACTS_MAX);
};

const RANK: Readonly<Record<PacketFact['status'], number>> = {
  verified: 0,
  contradicted: 1,
  claimed: 2,
  inferred: 3,
};

type RecordedFact = Recorded<FactRecorded>;

/** The newest record of a key counts, but a claim and what a system says stand side by side. */
const newestBySide = (events: readonly Recorded<CallEvent>[]): ReadonlyMap<string, RecordedFact> => {
  const newest = new Map<string, RecordedFact>();
  for (const recorded of eventsOf(events, 'FactRecorded')) newest.set(side(recorded.event), recorded);
  return newest;
};

const isClaim = ({ source }: FactRecorded): boolean => source === 'caller' || source === 'dtmf';
const side = (event: FactRecorded): string => `${event.key} ${isClaim(event) ? 'claim' : 'record'}`;
const otherSide = (event: FactRecorded): string => `${event.key} ${isClaim(event) ? 'record' : 'claim'}`;

const fact = (
  sources: PacketSources,
  { event, at }: RecordedFact,
  other: RecordedFact | undefined,
): PacketFact => ({
  key: clip(event.key, 40),
  label: clip(labelOf(sources, event.key), 32),
  value: clip(sources.redact.text(event.value).text, 80),
  status: statusOf(event, other?.event),
  source: { kind: event.source, ref: clip(refOf(sources, event), 64) },
  at: timestamp(at),
  pii: piiOf(sources, event.key),
});

/** A tool's fact is known by the tool and the event of its use, everything else by what the record says. */
const refOf = ({ callEvents }: PacketSources, { source, ref }: FactRecorded): string => {
  if (source !== 'tool') return ref;
  const used = eventsOf(callEvents, 'ActionAuthorized').find(({ event }) => event.actionId === ref);
  return used ? `${used.event.tool}#${used.version}` : ref;
};

const statusOf = (event: FactRecorded, other: FactRecorded | undefined): PacketFact['status'] => {
  if (event.source === 'tool') return 'verified';
  if (event.source === 'system') return 'inferred';
  return other?.source === 'tool' && other.value !== event.value ? 'contradicted' : 'claimed';
};

const slotOf = (sources: PacketSources, key: string) => sources.flow?.slots[key.replace(/^slot\./, '')];

const labelOf = (sources: PacketSources, key: string): string =>
  humanise(slotOf(sources, key)?.label ?? key.replace(/^slot\./, ''));

const sensitivityOf = (sources: PacketSources, key: string) => slotOf(sources, key)?.sensitivity;

const piiOf = (sources: PacketSources, key: string): PacketFact['pii'] => {
  const sensitivity = sensitivityOf(sources, key);
  return sensitivity === undefined || sensitivity === 'public' || sensitivity === 'secret'
    ? 'none'
    : sensitivity;
};
