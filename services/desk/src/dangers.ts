// What a human agent must not overlook, from the packet alone; each with words, never by colour only.
import { type DeskCaller } from '@trunkline/domain/handoff/desk-view';
import { type HandoffPacket } from '@trunkline/domain/handoff/packet-model';

export interface Danger {
  readonly id: string;
  readonly severity: 'stop' | 'care';
  readonly command: string;
  readonly text: string;
}

export const dangersOf = ({ packet, reason }: Pick<DeskCaller, 'packet' | 'reason'>): readonly Danger[] => [
  ...(reason.code.startsWith('safety.')
    ? [{ id: 'safety', severity: 'stop', command: 'Safety', text: packet.suggestedNext.text } as const]
    : []),
  ...ofActions(packet),
  ...(packet.caller.identity.level === 'failed'
    ? [care('identity', 'Not verified', 'The identity check failed: read out nothing, change nothing')]
    : []),
  ...(packet.compliance.paymentInProgress
    ? [care('payment', 'Payment open', 'A payment is being taken; do not ask for the card number')]
    : []),
  ...(packet.compliance.recording.consent === 'refused'
    ? [care('recording', 'Do not record', 'The caller refused to be recorded')]
    : []),
  ...(packet.compliance.aiDisclosed.played
    ? []
    : [care('disclosure', 'Say it now', 'The caller was not told that a voice agent spoke to them')]),
];

const ofActions = ({ actions }: HandoffPacket): readonly Danger[] =>
  actions.flatMap(({ actionId, status, human, label, idempotencyKey }): Danger[] => {
    if (status === 'in_doubt') {
      const command = human === 'do_not_retry' ? 'Do not retry' : 'Verify first';
      const text = `${label} is in doubt. Look it up by ${idempotencyKey ?? actionId}`;
      return [{ id: actionId, severity: 'stop', command, text }];
    }
    return status === 'pending'
      ? [care(actionId, 'Still running', `${label} may take effect at any moment`)]
      : [];
  });

const care = (id: string, command: string, text: string): Danger => ({ id, severity: 'care', command, text });
