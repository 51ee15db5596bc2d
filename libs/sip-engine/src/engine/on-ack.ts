// The ACK of a 2xx: it belongs to the dialog, not to a transaction (RFC 3261 13.3.1.4).
import { fromNetwork, remoteOf } from '../admin/reply';
import { parseCSeq } from '../message/cseq';
import { tagOf } from '../message/name-addr';
import type { Core } from './core';
import type { Incoming } from './deliver';

export const onAck = (core: Core, { request, flow }: Incoming): void => {
  const { headers } = request;
  const dialog = core.dialogFor(headers);
  const seq = parseCSeq(headers.get('cseq'))?.seq ?? -1;
  const answer = dialog?.accepted.get(seq);
  if (!dialog || !answer) {
    core.counters.retransmissionsIn += 1;
    return;
  }
  answer.acknowledge();
  dialog.accepted.delete(seq);
  dialog.flow = flow;
  if (dialog.accepted.size === 0) dialog.heldBye?.start();
  const { transaction } = answer;
  const isInitial = tagOf(transaction.request.headers.get('to')) === undefined;
  core.ports.toClient(
    dialog.parts.clientId,
    fromNetwork(request, {
      at: remoteOf(flow),
      time: core.ports.time(),
      transactionId: isInitial ? transaction.id : core.ports.uuid(),
      dialogId: dialog.id,
    }),
  );
};
