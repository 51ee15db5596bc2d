// Applications come and go: what happens to the calls of one that is gone.
import type { ClientTransaction } from './client-transaction';
import type { Core } from './core';
import { hangUp, type LiveDialog } from './live-dialog';
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
  for (const dialog of [...core.dialogs.values()])
    if (dialog.parts.clientId === clientId) release(core, dialog);
  for (const transaction of [...core.callers.values()])
    if (transaction.isOpen) cancelFor(core, clientId, transaction);
};

const release = (core: Core, dialog: LiveDialog): void => {
  if (dialog.state === 'confirmed') hangUp(core, dialog, { cause: 503, text: 'application gone' });
};

const cancelFor = (core: Core, clientId: number, transaction: ClientTransaction): void => {
  const { listener } = transaction;
  const isOwned = listener instanceof AppInvite && listener.isOf(clientId);
  if (isOwned) listener.requestCancel(cancelOf(core, transaction));
};
