// SHA-256 as the hash chain wants it.
import { createHash } from 'node:crypto';
import { type Sha256 } from '@trunkline/event-sourcing';

export const sha256: Sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
