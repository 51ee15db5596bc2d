// A request from the network on its way to an answer: the machine of RFC 3261 17.2 with its bytes and its owner.
import { parseCSeq } from '../message/cseq';
import { serialise, type SipRequest, type SipResponse } from '../message/message';
import { closeDialog, type LiveDialog } from './live-dialog';
import { InviteServerTransaction } from '../transaction/invite-server';
import { mergeKey, serverKey } from '../transaction/keys';
import type { ServerMachine, ServerOutput } from '../transaction/machine';
import { NonInviteServerTransaction } from '../transaction/non-invite-server';
import type { Timed } from '../transaction/timers';
import type { Destination, Flow } from '../transport/flow';
import type { Core } from './core';
import { responseTo, wayBack, type ResponseParts } from './response';

export class ServerTransaction implements Timed {
  readonly id: string;
  readonly key: string;
  readonly mergeKey: string;
  readonly machine: ServerMachine;
  /** The tag of our side; the application may choose it with its first response. */
  localTag: string;
  /** The application that answers; undefined when the engine does. */
  clientId: number | undefined;
  dialog: LiveDialog | undefined;
  /** What the application is expected to say by then. */
  silenceAtMs = Infinity;
  onSilence: () => void = () => undefined;
  hasAppResponse = false;
  /** The number of the last reliable provisional response; 0 when there was none. */
  rseq = 0;
  private lastBytes: Buffer | undefined;
  private readonly back: Destination;

  constructor(
    private readonly core: Core,
    readonly request: SipRequest,
    readonly flow: Flow,
  ) {
    const options = { timers: core.settings.timers, isReliable: flow.transport === 'tcp' };
    this.id = core.ports.uuid();
    this.key = serverKey(request);
    this.mergeKey = `${mergeKey(request)}|${request.method}`;
    this.localTag = core.ports.token();
    this.machine =
      request.method === 'INVITE'
        ? new InviteServerTransaction(options)
        : new NonInviteServerTransaction(options);
    this.back = wayBack(request, flow);
    core.servers.set(this.key, this);
    core.serversById.set(this.id, this);
    core.serversByMerge.set(this.mergeKey, this);
  }

  get deadlineMs(): number {
    return Math.min(this.machine.deadlineMs, this.silenceAtMs);
  }

  get seq(): number {
    return parseCSeq(this.request.headers.get('cseq'))?.seq ?? 0;
  }

  /** True while a final response is still to come. */
  get isOpen(): boolean {
    return this.machine.state === 'trying' || this.machine.state === 'proceeding';
  }

  /** Sends a response of the engine's own making. */
  answer(parts: ResponseParts): SipResponse {
    const response = responseTo(this.request, {
      toTag: parts.status > 100 ? this.localTag : undefined,
      ...parts,
    });
    this.send(response);
    return response;
  }

  send(response: SipResponse): void {
    this.lastBytes = serialise(response);
    if (response.status > 100) this.core.unattended.delete(this);
    if (response.status >= 200) this.silenceAtMs = Infinity;
    this.perform(this.machine.respond(response.status, this.core.nowMs));
    // A refused INVITE takes its early dialog with it (RFC 3261 12.3).
    const isRefused = response.status >= 300 && this.request.method === 'INVITE';
    if (isRefused && this.dialog?.state === 'early') closeDialog(this.core, this.dialog);
  }

  /** Sends the last response again: the dialog does so with a 2xx that waits for its ACK. */
  sendAgain(): void {
    if (this.lastBytes) this.transmit(this.lastBytes);
  }

  /** Sends bytes of an earlier response again. */
  transmit(bytes: Buffer): void {
    this.core.counters.retransmissionsOut += 1;
    this.core.ports.transmit(bytes, this.back);
  }

  repeat(): void {
    this.core.counters.retransmissionsIn += 1;
    this.perform(this.machine.repeat(this.core.nowMs));
  }

  acknowledge(): void {
    this.perform(this.machine.acknowledge(this.core.nowMs));
  }

  expire(nowMs: number): void {
    if (nowMs >= this.silenceAtMs) {
      this.silenceAtMs = Infinity;
      if (this.isOpen) this.onSilence();
    }
    if (nowMs < this.machine.deadlineMs) return;
    const outputs = this.machine.expire(nowMs);
    if (outputs.includes('send')) this.core.counters.retransmissionsOut += 1;
    this.perform(outputs);
  }

  private perform(outputs: readonly ServerOutput[]): void {
    for (const output of outputs) this.performOne(output);
    if (this.machine.state !== 'terminated') this.core.timers.track(this);
  }

  private performOne(output: ServerOutput): void {
    switch (output) {
      case 'send':
        this.core.counters.responsesOut += 1;
        if (this.lastBytes) this.core.ports.transmit(this.lastBytes, this.back);
        return;
      case 'timeout':
        this.core.counters.timeouts += 1;
        return;
      case 'terminated':
        this.core.servers.delete(this.key);
        this.core.serversById.delete(this.id);
        if (this.core.serversByMerge.get(this.mergeKey) === this)
          this.core.serversByMerge.delete(this.mergeKey);
    }
  }
}

/** Answers without a transaction: for requests that are malformed or not worth remembering. */
export const answerStateless = (
  core: Core,
  at: { request: SipRequest; flow: Flow },
  parts: ResponseParts,
): void => {
  if (at.request.method === 'ACK') return;
  core.counters.refused += 1;
  core.counters.responsesOut += 1;
  const response = responseTo(at.request, { toTag: core.ports.token(), ...parts });
  core.ports.transmit(serialise(response), wayBack(at.request, at.flow));
};
