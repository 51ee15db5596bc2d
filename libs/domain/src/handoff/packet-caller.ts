// Who the caller is, as far as that is known; fails closed.
import { type Recorded } from '@trunkline/event-sourcing';
import { type CallStarted } from '../call/events';
import { type PacketCaller, type PacketFact } from './packet-model';
import { type PacketSources } from './packet-sources';
import { clip, maskNumber } from './wording';

const METHODS_MAX = 4;

export const callerOf = (
  sources: PacketSources,
  { event }: Recorded<CallStarted>,
  facts: readonly PacketFact[],
): PacketCaller => {
  const name = facts.find(({ key, status }) => status === 'verified' && NAME_KEY.test(key));
  const identifiers = facts.filter(({ pii, status }) => pii === 'identifier' && status === 'claimed');
  return {
    partyRef: clip(`caller-${event.callId}`, 64),
    ...(name ? { displayName: clip(name.value, 60) } : {}),
    numberMasked: maskNumber(event.from),
    language: clip(sources.flow?.locale ?? 'en', 12),
    attestation: 'not_checked',
    identity: {
      level: level(sources, facts),
      ...(identifiers.length > 0
        ? { methods: identifiers.slice(0, METHODS_MAX).map(({ label }) => clip(label, 24)) }
        : {}),
    },
  };
};

const NAME_KEY = /(^|\.)(customer|caller)[._]?name$/;

/** Verified only if a tool said so, failed as soon as the reason says so. */
const level = (sources: PacketSources, facts: readonly PacketFact[]): PacketCaller['identity']['level'] => {
  if (sources.handoff.reason.startsWith('identity.')) return 'failed';
  const verified = facts.find(({ key, status }) => status === 'verified' && key === 'identity.verified');
  if (verified) return verified.value === 'true' ? 'verified' : 'failed';
  return facts.some(({ pii, status }) => pii === 'identifier' && status === 'claimed') ? 'claimed' : 'none';
};
