// What every message must satisfy before a transaction or an application sees it (RFC 3261 8.1.1, 8.2, 20; RFC 4475).
import { parseCSeq } from './cseq';
import type { Headers } from './headers';
import type { SipMessage, SipRequest } from './message';
import { isKnownMethod } from './methods';
import { parseNameAddr, parseNameAddrs } from './name-addr';
import { isToken, splitList } from './params';
import { parseSipUri, schemeOf } from './uri';
import { parseVia } from './via';

export interface Fault {
  readonly status: number;
  /** Used as the reason phrase of the answer. */
  readonly reason: string;
}

/** The first thing wrong with a message, or undefined. */
export const faultOf = (message: SipMessage): Fault | undefined => {
  const fault = singleFault(message.headers) ?? partyFault(message.headers) ?? viaFault(message.headers);
  if (fault || message.kind === 'response') return fault ?? cseqFault(message.headers, undefined);
  return cseqFault(message.headers, message.method) ?? requestFault(message);
};

const singleFault = (headers: Headers): Fault | undefined => {
  const missing = required.find((key) => !headers.get(key));
  if (missing) return bad(`Missing ${missing}`);
  const repeated = single.find((key) => headers.count(key) > 1);
  return repeated ? bad(`Repeated ${repeated}`) : undefined;
};

const partyFault = (headers: Headers): Fault | undefined => {
  if (!isParty(headers.text('from'))) return bad('Bad From');
  if (!isParty(headers.text('to'))) return bad('Bad To');
  if (!callIdPattern.test(headers.text('call-id'))) return bad('Bad Call-ID');
  return addressFault(headers);
};

const isParty = (value: string): boolean => {
  const party = parseNameAddr(value);
  return party !== undefined && isToken(party.params.get('tag') ?? 'none');
};

const addressFault = (headers: Headers): Fault | undefined => {
  const contacts = headers.all('contact');
  const isStar = contacts.length === 1 && contacts[0] === '*';
  if (!isStar && !parseNameAddrs(contacts)) return bad('Bad Contact');
  return parseNameAddrs(headers.all('record-route')) ? undefined : bad('Bad Record-Route');
};

const viaFault = (headers: Headers): Fault | undefined =>
  headers.all('via').flatMap(splitList).every(parseVia) ? undefined : bad('Bad Via');

const cseqFault = (headers: Headers, method: string | undefined): Fault | undefined => {
  const cseq = parseCSeq(headers.get('cseq'));
  if (!cseq) return bad('Bad CSeq');
  if (method === undefined || cseq.method === method) return undefined;
  // RFC 4475 3.1.2.18: to say that a method is unknown is worth more than to say that it is misspelt.
  return isKnownMethod(method) ? bad('CSeq Method Mismatch') : { status: 501, reason: 'Not Implemented' };
};

const requestFault = (request: SipRequest): Fault | undefined => {
  const hops = request.headers.get('max-forwards');
  if (hops !== undefined && !(/^\d{1,4}$/.test(hops) && Number(hops) <= 255)) return bad('Bad Max-Forwards');
  const date = request.headers.get('date');
  if (date !== undefined && !date.endsWith('GMT')) return bad('Bad Date');
  return uriFault(request.uri);
};

const uriFault = (uri: string): Fault | undefined => {
  const scheme = schemeOf(uri);
  if (scheme === undefined) return bad('Bad Request-URI');
  if (scheme === 'tel') return undefined;
  if (scheme !== 'sip' && scheme !== 'sips') return { status: 416, reason: 'Unsupported URI Scheme' };
  const parsed = parseSipUri(uri);
  return !parsed || parsed.hasHeaders || /[<>"]/.test(uri) ? bad('Bad Request-URI') : undefined;
};

const bad = (reason: string): Fault => ({ status: 400, reason });
// No space, no control, and no bar: that separates the tokens of the admin protocol.
const callIdPattern = /^[\x21-\x7b\x7d\x7e\x80-\xff]+$/;
const required = ['via', 'from', 'to', 'call-id', 'cseq'];
const single = ['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length', 'content-type'];
