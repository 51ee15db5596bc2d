// SHA-256 as the hash chain wants it.
import { hash } from 'node:crypto';
import { type Sha256 } from '@trunkline/event-sourcing';

export const sha256: Sha256 = (text) => hash('sha256', text, 'hex');
