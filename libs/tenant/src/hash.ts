// The hash of plain data: the same content has the same hash, however it was written down.
import { createHash } from 'node:crypto';
import { canonicalJson } from '@trunkline/event-sourcing';

/** Lower-case hex SHA-256 over the canonical JSON. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');
