// A request from the network is refused, or handed to its application.
import { fromNetwork, remoteOf } from '../admin/reply';
import type { SipRequest } from '../message/message';
import type { Flow, HostPort } from '../transport/flow';
import type { Core } from './core';
import type { ResponseParts } from './response';
import { ServerTransaction } from './server-transaction';

export interface Incoming {
  readonly request: SipRequest;
  readonly flow: Flow;
}

/** Refuses with a transaction behind it, so that a repetition gets the same answer. */
export const refuse = (core: Core, incoming: Incoming, parts: ResponseParts): void => {
  core.counters.refused += 1;
  new ServerTransaction(core, incoming.request, incoming.flow).answer(parts);
};

/** Hands a request to its application and watches that it answers. */
export const deliver = (core: Core, transaction: ServerTransaction, clientId: number): void => {
  const { request, flow, dialog } = transaction;
  const isInvite = request.method === 'INVITE';
  const { inviteSilenceMs, requestSilenceMs } = core.settings.limits;
  transaction.clientId = clientId;
  transaction.silenceAtMs = core.nowMs + (isInvite ? inviteSilenceMs : requestSilenceMs);
  transaction.onSilence = () => {
    core.counters.appSilences += 1;
    const status = isInvite ? 408 : request.method === 'BYE' ? 200 : 500;
    transaction.answer({ status });
  };
  if (isInvite) {
    core.unattended.add(transaction);
    transaction.answer({ status: 100 });
  }
  core.timers.track(transaction);
  const envelope = {
    at: remoteOf(flow),
    time: core.ports.time(),
    transactionId: transaction.id,
    dialogId: dialog?.id ?? '',
  };
  core.ports.toClient(clientId, fromNetwork(request, envelope, dialog ? undefined : localOf(core, flow)));
};

/** RFC 4028 5: an interval below the smallest we take is refused with our Min-SE. */
export const sessionIntervalFault = (request: SipRequest): ResponseParts | undefined => {
  const seconds = /^\d+/.exec(request.headers.text('session-expires'))?.[0];
  return seconds !== undefined && Number(seconds) < 90
    ? { status: 422, headers: [['Min-SE', '90']] }
    : undefined;
};

// Listening on every address, the one the peer knows is more use than the wildcard.
const localOf = (core: Core, { transport, remote, local }: Flow): HostPort =>
  core.ports.localEnd({ transport, ...remote, localPort: local.port }) ?? local;
