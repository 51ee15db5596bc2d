// The key that a tool sees for an action: ours, so that no caller can guess it or collide with another's.
import { createHash, createHmac } from 'node:crypto';

/** HMAC-SHA256, hex. Ids carry no `|` (see the id pattern), so the two cannot run into each other. */
export const idempotencyKey = (serviceKey: string, tenantId: string, actionId: string): string =>
  createHmac('sha256', serviceKey).update(`${tenantId}|${actionId}`, 'utf8').digest('hex');

export const keyHash = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');
