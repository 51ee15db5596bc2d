// Tells an application what was really sent for it.
import { echoRequest } from '../admin/reply';
import type { AppRequest } from './app-request';
import type { ClientTransaction } from './client-transaction';
import type { Core } from './core';

/** The echo goes first: whatever happens to the request comes behind it. */
export const announce = (core: Core, frame: AppRequest, transaction: ClientTransaction): void => {
  const { to, local, id } = transaction;
  const at = { transport: to.transport, host: local.host, port: local.port };
  const envelope = { at, time: core.ports.time(), transactionId: id, dialogId: '' };
  core.ports.toClient(frame.clientId, echoRequest(frame.id, transaction.request, envelope));
};
