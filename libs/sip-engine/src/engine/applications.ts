// Applications come and go: what happens to the calls of one that is gone.
import type { Core } from './core';
import { hangUp } from './live-dialog';
import { AppInvite } from './uac-response';
import { cancelOf } from './cancel';

export const clientConnected = (core: Core, clientId: number): void => {
  core.clients.add(clientId);
};

/** No caller stays in a dialog that nobody owns: calls are released, ringing ones refused or cancelled. */
export const clientGone = (core: Core, clientId: number): void => {
  core.clients.delete(clientId);
  core.routes.removeClient(clientId);
  for (const transaction of [...core.servers.values()]) {
    if (transaction.clientId === clientId && transaction.isOpen) transaction.answer({ status: 503 });
  }
  for (const dialog of [...core.dialogs.values()]) {
    const isOwned = dialog.parts.clientId === clientId && dialog.state !== 'ending';
    if (isOwned && dialog.state === 'confirmed') hangUp(core, dialog, { cause: 503, text: 'application gone' });
  }
  for (const transaction of [...core.callers.values()]) {
    const { listener } = transaction;
    if (listener instanceof AppInvite && listener.isOf(clientId) && transaction.isOpen) {
      listener.requestCancel(cancelOf(core, transaction));
    }
  }
};
