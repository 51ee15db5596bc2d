// A request of ours on its way through the network: the machine of RFC 3261 17.1 with its bytes and its destination.
import { parseCSeq } from '../message/cseq';
import { Headers } from '../message/headers';
import { noBody, serialise, type SipRequest, type SipResponse } from '../message/message';
import { reasonOf } from '../message/status';
import { magicCookie } from '../message/via';
import { hostPort } from '../message/uri';
import { InviteClientTransaction } from '../transaction/invite-client';
import { clientKey } from '../transaction/keys';
import type { ClientMachine, ClientOutput } from '../transaction/machine';
import { NonInviteClientTransaction } from '../transaction/non-invite-client';
import type { Timed } from '../transaction/timers';
import type { Destination, Flow, Listening } from '../transport/flow';
import type { Core } from './core';

/** Who sent the request. `flow` is undefined for a response the engine made itself (408, 503). */
export interface ResponseListener {
  onResponse(response: SipResponse, flow: Flow | undefined): void;
  onTerminated?(): void;
  onDeadline?(): void;
}

export interface ClientRequest {
  /** Without Via, or with one to keep (CANCEL and its INVITE share the branch). */
  readonly request: SipRequest;
  readonly to: Destination;
  readonly local: Listening;
  readonly listener: ResponseListener;
}

export class ClientTransaction implements Timed {
  readonly id: string;
  readonly key: string;
  readonly request: SipRequest;
  readonly to: Destination;
  readonly local: Listening;
  readonly machine: ClientMachine;
  /** Rung by the owner for its own reasons: ringing too long, CANCEL without an end. */
  alarmAtMs = Infinity;
  isStarted = false;
  isCancelled = false;
  /** The ACK of a 2xx, for its repetitions. */
  acknowledgement: { readonly bytes: Buffer; readonly to: Destination } | undefined;
  private readonly bytes: Buffer;
  readonly listener: ResponseListener;
  private isProbed = false;

  constructor(
    private readonly core: Core,
    parts: ClientRequest,
  ) {
    const isReliable = parts.to.transport === 'tcp';
    const options = { timers: core.settings.timers, isReliable };
    const { request } = parts;
    if (!request.headers.has('via')) request.headers.prepend('Via', viaFor(core, parts.local));
    this.id = core.ports.uuid();
    this.request = request;
    this.to = parts.to;
    this.local = parts.local;
    this.listener = parts.listener;
    this.key = clientKey(request);
    this.bytes = serialise(request);
    this.machine =
      request.method === 'INVITE'
        ? new InviteClientTransaction(options)
        : new NonInviteClientTransaction(options);
    core.callers.set(this.key, this);
    core.callersById.set(this.id, this);
  }

  get deadlineMs(): number {
    return Math.min(this.machine.deadlineMs, this.alarmAtMs);
  }

  get seq(): number {
    return parseCSeq(this.request.headers.get('cseq'))?.seq ?? 0;
  }

  /** True while no final response has come. */
  get isOpen(): boolean {
    const { state } = this.machine;
    return state === 'calling' || state === 'trying' || state === 'proceeding';
  }

  start(): void {
    this.isStarted = true;
    this.core.counters.requestsOut += 1;
    this.perform(this.machine.start(this.core.nowMs), undefined, undefined);
  }

  receive(response: SipResponse, flow: Flow): void {
    this.perform(this.machine.receive(response.status, this.core.nowMs), response, flow);
  }

  /** Ends an INVITE that nobody will answer any more, as if its timer B had fired. */
  giveUp(): void {
    if (!this.isOpen) return;
    this.machine.fail(); // ends it; what it says is replaced by a timeout
    this.perform(['timeout', 'terminated'], undefined, undefined);
  }

  expire(nowMs: number): void {
    if (nowMs >= this.alarmAtMs) {
      this.alarmAtMs = Infinity;
      this.listener.onDeadline?.();
    }
    if (nowMs < this.machine.deadlineMs) return;
    const outputs = this.machine.expire(nowMs);
    if (outputs.includes('send')) this.repeated();
    this.perform(outputs, undefined, undefined);
  }

  // The first repetition over UDP is the moment to ask whether anybody is there: an unconnected socket hears no ICMP.
  private repeated(): void {
    this.core.counters.retransmissionsOut += 1;
    if (this.isProbed || this.to.transport !== 'udp') return;
    this.isProbed = true;
    this.core.ports.probe(this.to, () => this.failed());
  }

  private failed(): void {
    this.perform(this.machine.fail(), undefined, undefined);
  }

  private perform(
    outputs: readonly ClientOutput[],
    response: SipResponse | undefined,
    flow: Flow | undefined,
  ): void {
    for (const output of outputs) this.performOne(output, response, flow);
    if (this.machine.state !== 'terminated') this.core.timers.track(this);
  }

  private performOne(output: ClientOutput, response: SipResponse | undefined, flow: Flow | undefined): void {
    switch (output) {
      case 'send':
        return this.core.ports.transmit(this.bytes, this.to, () => this.failed());
      case 'ack':
        if (response) this.core.ports.transmit(serialise(ackFor(this.request, response)), this.to);
        return;
      case 'deliver':
        if (response) this.listener.onResponse(response, flow);
        return;
      case 'timeout':
        this.core.counters.timeouts += 1;
        return this.listener.onResponse(madeUp(this.request, 408), undefined);
      case 'failed':
        this.core.counters.transportErrors += 1;
        return this.listener.onResponse(madeUp(this.request, 503), undefined);
      case 'terminated':
        this.core.callers.delete(this.key);
        this.core.callersById.delete(this.id);
        this.listener.onTerminated?.();
    }
  }
}

/** A Via for a new branch at a local end. */
export const viaFor = (core: Core, local: Listening): string =>
  `SIP/2.0/${local.transport.toUpperCase()} ${hostPort(local.host, local.port)};rport;branch=${magicCookie}${core.ports.token()}`;

// RFC 3261 17.1.1.3: same branch, To of the response, the request's Route.
const ackFor = (invite: SipRequest, response: SipResponse): SipRequest => {
  const headers = new Headers();
  for (const { name, key, value } of invite.headers.entries) {
    if (key === 'to') headers.add('To', response.headers.get('to') ?? value);
    else if (key === 'cseq') headers.add('CSeq', value.replace('INVITE', 'ACK'));
    else if (ackCopied.has(key)) headers.add(name, value);
  }
  return { kind: 'request', method: 'ACK', uri: invite.uri, headers, body: noBody };
};

/** A response the engine makes in place of one that did not come. */
export const madeUp = (request: SipRequest, status: number): SipResponse => {
  const headers = new Headers();
  for (const { name, key, value } of request.headers.entries)
    if (madeUpCopied.has(key)) headers.add(name, value);
  return { kind: 'response', status, reason: reasonOf(status), headers, body: noBody };
};

const madeUpCopied = new Set(['via', 'from', 'to', 'call-id', 'cseq']);
const ackCopied = new Set([
  'via',
  'max-forwards',
  'from',
  'call-id',
  'route',
  'authorization',
  'proxy-authorization',
]);
