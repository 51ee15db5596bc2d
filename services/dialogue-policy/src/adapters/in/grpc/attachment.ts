// The first signal of a line, read with care: ids go into stream names.
import { type conversation } from '@trunkline/contracts';
import { type Attachment } from '../../../app/calls';

export type ReadAttachment =
  | { readonly kind: 'attachment'; readonly attachment: Attachment }
  | { readonly kind: 'bad'; readonly problem: string };

const ID = /^[0-9A-Za-z_-]{8,64}$/u;
const TEXT_MAX = 128;

export const attachmentOf = ({ inputId, mediaMs, signal }: conversation.ConverseRequest): ReadAttachment => {
  if (signal?.$case !== 'attach') return { kind: 'bad', problem: 'the first signal is attach' };
  const { callId, tenantId, flow, from, to, trunk, instance, answeredAtMs, playingPromptId } = signal.value;
  if (inputId === '') return { kind: 'bad', problem: 'input_id is missing' };
  if (!ID.test(callId)) return { kind: 'bad', problem: 'call_id is 8 to 64 letters, digits, _ or -' };
  const texts = [inputId, tenantId, flow, from, to, trunk, instance, playingPromptId];
  if (texts.some((text) => text.length > TEXT_MAX)) return { kind: 'bad', problem: 'a text is too long' };
  const names = { callId, tenantId, flow, from, to, trunk };
  return {
    kind: 'attachment',
    attachment: { inputId, mediaMs, ...names, gateway: instance, answeredAt: answeredAtMs, playingPromptId },
  };
};
