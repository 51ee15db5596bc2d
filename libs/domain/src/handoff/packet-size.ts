// Keeps a packet within its bytes: what is oldest or least certain gives way, dangers never do.
import { canonicalJson } from '@trunkline/event-sourcing';
import { type HandoffPacket } from './packet-model';

/** Bytes of canonical JSON: below what contact centre platforms accept as attributes of a contact. */
export const PACKET_BYTES_MAX = 24_576;

/** The canonical text: what is hashed, and what is made again from the record whenever it is needed. */
export const packetText = (packet: HandoffPacket): string => canonicalJson(packet);

export const withinBytes = (packet: HandoffPacket): HandoffPacket => {
  let fitting = packet;
  for (const shorten of SHORTENINGS) {
    if (bytesOf(packetText(fitting)) <= PACKET_BYTES_MAX) return fitting;
    fitting = shorten(fitting);
  }
  return fitting;
};

const withTurns = (packet: HandoffPacket, turnsMax: number): HandoffPacket => ({
  ...packet,
  transcript: { ...packet.transcript, lastTurns: packet.transcript.lastTurns.slice(-turnsMax) },
});

/** Facts and actions are ordered by weight: what is cut is their end. */
const SHORTENINGS: readonly ((packet: HandoffPacket) => HandoffPacket)[] = [
  (packet) => ({ ...packet, facts: packet.facts.slice(0, 8) }),
  (packet) => withTurns(packet, 3),
  (packet) => ({ ...packet, facts: packet.facts.slice(0, 5) }),
  (packet) => ({ ...packet, promises: packet.promises.slice(-1) }),
  (packet) => ({ ...packet, actions: packet.actions.slice(0, 6) }),
  (packet) => withTurns(packet, 1),
];

/** Length in UTF-8. */
export const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const point of text) {
    const code = point.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};
