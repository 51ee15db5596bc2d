// Reliable provisional responses of ours and the PRACKs that end their repetition (RFC 3262).
import { ReliableProvisional } from '../dialog/reliable-provisional';
import { parseRAck } from '../message/cseq';
import type { Headers } from '../message/headers';
import { serialise, type SipRequest, type SipResponse } from '../message/message';
import { splitList } from '../message/params';
import type { Timed } from '../transaction/timers';
import type { Core } from './core';
import type { LiveDialog } from './live-dialog';
import type { ServerTransaction } from './server-transaction';

export const isReliable = (response: SipResponse): boolean =>
  response.status > 100 && response.status < 200 && hasOption(response.headers, 'require', '100rel');

export const supportsReliable = ({ headers }: SipRequest): boolean =>
  hasOption(headers, 'supported', '100rel') || hasOption(headers, 'require', '100rel');

export const hasOption = (
  headers: Headers,
  key: 'require' | 'supported' | 'allow',
  option: string,
): boolean =>
  headers
    .all(key)
    .flatMap(splitList)
    .some((listed) => listed.toLowerCase() === option);

/** True when the PRACK answers the provisional response that waits for one. */
export const takePrack = (dialog: LiveDialog, request: SipRequest): boolean => {
  const rack = parseRAck(request.headers.get('rack'));
  return rack !== undefined && dialog.reliable?.acknowledge(rack.rseq, rack.cseq.seq) === true;
};

/** Repeats one provisional response until its PRACK; without one the INVITE is refused (RFC 3262 3). */
export class ReliableAnswer implements Timed {
  private readonly machine: ReliableProvisional;
  private readonly bytes: Buffer;

  constructor(
    private readonly core: Core,
    private readonly transaction: ServerTransaction,
    response: SipResponse,
  ) {
    const rseq = Number(response.headers.get('rseq'));
    this.machine = new ReliableProvisional(rseq, transaction.seq, {
      timers: core.settings.timers,
      nowMs: core.nowMs,
    });
    this.bytes = serialise(response);
    core.timers.track(this);
  }

  get deadlineMs(): number {
    return this.machine.deadlineMs;
  }

  get isWaiting(): boolean {
    return this.machine.state === 'waiting';
  }

  acknowledge(rseq: number, inviteSeq: number): boolean {
    return this.machine.acknowledge(rseq, inviteSeq);
  }

  stop(): void {
    this.machine.stop();
  }

  expire(nowMs: number): void {
    switch (this.machine.expire(nowMs)) {
      case 'repeat':
        return this.transaction.isOpen ? this.transaction.transmit(this.bytes) : this.stop();
      case 'give-up':
        this.core.counters.timeouts += 1;
        if (this.transaction.isOpen) this.transaction.answer({ status: 500, reason: 'No PRACK' });
        return;
      case 'nothing':
        return;
    }
  }
}
