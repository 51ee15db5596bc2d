// A `sip` frame of an application: which of the five ways it goes.
import { parseAppMessage } from '../admin/app-message';
import type { AdminCommand } from '../admin/command';
import { replyNo } from '../admin/reply';
import { nok, type AppRequest } from './app-request';
import type { Core } from './core';
import { onAppCancel } from './uac-cancel';
import { sendInDialog } from './uac-dialog';
import { sendNew } from './uac-new';
import { onAppResponse } from './uas-answer';

export type SipCommand = Extract<AdminCommand, { kind: 'sip' }>;

/** Returns false when the frame is so wrong that the connection ends with it. */
export const onSipCommand = (core: Core, clientId: number, command: SipCommand): boolean => {
  const message = parseAppMessage(command.message);
  const frame = { clientId, ...command, message };
  if (/^SIP\//i.test(message.startLine)) {
    if (command.transactionId === '') {
      core.ports.toClient(clientId, replyNo(command.id, 'transaction id missing'));
      return false;
    }
    onAppResponse(core, frame);
    return true;
  }
  const match = /^([A-Za-z0-9\-.!%*_+`'~]+) (\S+)(?: SIP\/2\.0)?$/.exec(message.startLine);
  if (!match) nok(core, frame, 'invalid start line');
  else route(core, { ...frame, method: match[1] ?? '', uri: match[2] ?? '' });
  return true;
};

const route = (core: Core, frame: AppRequest): void => {
  if (frame.dialogId !== '') return sendInDialog(core, frame);
  if (frame.transactionId === '') return sendNew(core, frame);
  if (frame.method === 'CANCEL') return onAppCancel(core, frame);
  return nok(core, frame, `only CANCEL may name a transaction: ${frame.method}`);
};
