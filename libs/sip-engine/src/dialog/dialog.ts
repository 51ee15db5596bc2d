// One SIP dialog: identifiers, sequence numbers, route set and remote target (RFC 3261 12).
import { parseCSeq } from '../message/cseq';
import { Headers } from '../message/headers';
import { noBody, type SipRequest, type SipResponse } from '../message/message';
import { parseNameAddr, tagOf } from '../message/name-addr';
import { splitList } from '../message/params';
import { parseSipUri } from '../message/uri';
import type { Flow } from '../transport/flow';

export interface DialogParts {
  readonly role: 'uas' | 'uac';
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From of our requests, tag included. */
  readonly localParty: string;
  /** To of our requests, tag included. */
  readonly remoteParty: string;
  readonly remoteTarget: string;
  readonly routeSet: readonly string[];
  readonly localSeq: number;
  readonly remoteSeq: number;
  readonly flow: Flow;
  readonly clientId: number;
  /** The method that made it: INVITE or SUBSCRIBE. */
  readonly method: string;
}

/** The id the application knows: Call-ID and the tag of the calling side, whichever side we are. */
export const dialogIdOf = (callId: string, callerTag: string): string => `${callId};from-tag=${callerTag}`;

export class Dialog {
  readonly id: string;
  state: 'early' | 'confirmed' | 'ending' | 'ended' = 'early';
  remoteTarget: string;
  localSeq: number;
  remoteSeq: number;
  /** Where the peer's last message came from. */
  flow: Flow;
  /** Our Contact as the peer knows it. */
  localContact: string | undefined;

  constructor(readonly parts: DialogParts) {
    this.id = dialogIdOf(parts.callId, parts.role === 'uas' ? parts.remoteTag : parts.localTag);
    this.remoteTarget = parts.remoteTarget;
    this.localSeq = parts.localSeq;
    this.remoteSeq = parts.remoteSeq;
    this.flow = parts.flow;
  }

  /** True when the tags of a message from the peer are ours. */
  matches(fromTag: string | undefined, toTag: string | undefined): boolean {
    return fromTag === this.parts.remoteTag && toTag === this.parts.localTag;
  }

  /** A target refresh request or its answer moves the remote target (RFC 3261 12.2.1.2). */
  refreshTarget(message: SipRequest | SipResponse): void {
    const contact = contactUri(message);
    if (contact !== undefined) this.remoteTarget = contact;
  }

  /** A request inside the dialog, without Via; the route set decides Request-URI and Route (RFC 3261 12.2.1.1). */
  request(method: string, seq = this.nextSeq()): SipRequest {
    const { routeSet } = this.parts;
    const first = routeSet[0] === undefined ? undefined : parseNameAddr(routeSet[0]);
    const isStrict = first !== undefined && !parseSipUri(first.uri)?.params.has('lr');
    const headers = new Headers()
      .add('Max-Forwards', '70')
      .add('From', this.parts.localParty)
      .add('To', this.parts.remoteParty)
      .add('Call-ID', this.parts.callId)
      .add('CSeq', `${seq} ${method}`);
    const routes = isStrict ? [...routeSet.slice(1), `<${this.remoteTarget}>`] : routeSet;
    for (const route of routes) headers.add('Route', route);
    return { kind: 'request', method, uri: isStrict ? first.uri : this.remoteTarget, headers, body: noBody };
  }

  /** The URI the next request is sent to: the first route, or the peer itself. */
  get nextHop(): string {
    const first = this.parts.routeSet[0];
    return (first === undefined ? undefined : parseNameAddr(first)?.uri) ?? this.remoteTarget;
  }

  private nextSeq(): number {
    this.localSeq += 1;
    return this.localSeq;
  }
}

/** The dialog an answered request makes at the side that answers (RFC 3261 12.1.1). */
export const uasDialog = (
  request: SipRequest,
  localTag: string,
  at: { flow: Flow; clientId: number },
): DialogParts => ({
  role: 'uas',
  method: request.method,
  callId: request.headers.text('call-id'),
  localTag,
  remoteTag: tagOf(request.headers.get('from')) ?? '',
  localParty: `${request.headers.text('to')};tag=${localTag}`,
  remoteParty: request.headers.text('from'),
  remoteTarget: contactUri(request) ?? fromUri(request) ?? '',
  routeSet: request.headers.all('record-route').flatMap(splitList),
  localSeq: 0,
  remoteSeq: parseCSeq(request.headers.get('cseq'))?.seq ?? 0,
  ...at,
});

/** The dialog a response makes at the side that asked (RFC 3261 12.1.2). */
export const uacDialog = (
  request: SipRequest,
  response: SipResponse,
  at: { flow: Flow; clientId: number },
): DialogParts => ({
  role: 'uac',
  method: request.method,
  callId: request.headers.text('call-id'),
  localTag: tagOf(request.headers.get('from')) ?? '',
  remoteTag: tagOf(response.headers.get('to')) ?? '',
  localParty: request.headers.text('from'),
  remoteParty: response.headers.text('to'),
  remoteTarget: contactUri(response) ?? request.uri,
  routeSet: response.headers.all('record-route').flatMap(splitList).reverse(),
  localSeq: parseCSeq(request.headers.get('cseq'))?.seq ?? 0,
  remoteSeq: 0,
  ...at,
});

const contactUri = (message: SipRequest | SipResponse): string | undefined => {
  const contact = message.headers.get('contact');
  return contact === undefined ? undefined : parseNameAddr(splitList(contact)[0] ?? '')?.uri;
};

const fromUri = (request: SipRequest): string | undefined => parseNameAddr(request.headers.text('from'))?.uri;
