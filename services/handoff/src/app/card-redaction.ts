// What is kept out of packets and off desks: payment card numbers, written or spoken.
import { type Redact } from '@trunkline/domain/handoff/index';
import { redactCards, REDACTION_POLICY } from '@trunkline/redaction';

export const cardRedaction: Redact = { policy: REDACTION_POLICY, text: redactCards };
