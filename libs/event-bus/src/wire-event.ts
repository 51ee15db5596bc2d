// A recorded event as it travels between processes, and back: the payload as the very bytes that the hash covers.
import { type events } from '@trunkline/contracts';
import { canonicalJson, type Event, type Recorded } from '@trunkline/event-sourcing';

/** What a carrier brought is no recorded event. Never passing: to be parked. */
export class WireEventBroken extends Error {
  override readonly name = 'WireEventBroken';
}

export const toWire = (recorded: Recorded): events.Event => ({
  eventId: recorded.eventId,
  tenantId: recorded.tenantId,
  callId: recorded.callId,
  stream: recorded.stream,
  version: recorded.version,
  type: recorded.event.type,
  schemaVersion: recorded.event.v,
  atMs: recorded.at,
  mediaMs: recorded.mediaMs,
  inputId: recorded.inputId,
  causationId: recorded.causationId,
  actor: { ...recorded.actor },
  payload: Buffer.from(canonicalJson(recorded.event)),
  prevHash: Buffer.from(recorded.prevHash, 'hex'),
  hash: Buffer.from(recorded.hash, 'hex'),
});

/** Throws WireEventBroken. */
export const fromWire = (wire: events.Event): Recorded => {
  const { actor } = wire;
  if (!actor) throw new WireEventBroken(`${wire.eventId} has no actor`);
  return {
    eventId: wire.eventId,
    tenantId: wire.tenantId,
    callId: wire.callId,
    stream: wire.stream,
    version: wire.version,
    at: wire.atMs,
    ...(wire.mediaMs === undefined ? {} : { mediaMs: wire.mediaMs }),
    inputId: wire.inputId,
    causationId: wire.causationId,
    actor: { service: actor.service, instance: actor.instance, epoch: actor.epoch },
    event: payloadOf(wire),
    prevHash: wire.prevHash.toString('hex'),
    hash: wire.hash.toString('hex'),
  };
};

const payloadOf = ({ eventId, payload, type, schemaVersion }: events.Event): Event => {
  const event = parsed(payload);
  if (!isEvent(event) || event.type !== type || event.v !== schemaVersion) {
    throw new WireEventBroken(`${eventId} does not carry what its envelope says`);
  }
  return event;
};

const parsed = (payload: Buffer): unknown => {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
};

const isEvent = (value: unknown): value is Event =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'v' in value &&
  typeof value.v === 'number';
