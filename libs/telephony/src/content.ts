// What the body of a request is to us: SDP, nothing, or something that we cannot read (RFC 3261 8.2.3).
import { splitList } from '@trunkline/sip-engine/message/params';

/** A request, as far as its body is concerned. */
export interface Carried {
  readonly body: string | undefined;
  readonly header: (name: string) => string | undefined;
}

export type Content =
  | { readonly kind: 'sdp'; readonly sdp: string }
  | { readonly kind: 'none' }
  /** A 415 says with these headers what would be read. */
  | { readonly kind: 'unreadable'; readonly headers: Readonly<Record<string, string>> };

const SDP = 'application/sdp';

/** What is unknown and need not be understood is as good as nothing (`handling=optional`). */
export const contentOf = ({ body, header }: Carried): Content => {
  if (isEmpty(body)) return { kind: 'none' };
  const disposition = header('Content-Disposition');
  const headers = unreadable(mediaTypeOf(header('Content-Type')), header('Content-Encoding'), disposition);
  if (!headers) return { kind: 'sdp', sdp: body ?? '' };
  return isOptional(disposition) ? { kind: 'none' } : { kind: 'unreadable', headers };
};

export const isEmpty = (body: string | undefined): boolean => (body ?? '').trim() === '';

/** Of `application/SDP ; charset=utf-8`: `application/sdp`. */
export const mediaTypeOf = (contentType: string | undefined): string =>
  (contentType ?? '').split(';')[0]?.replace(/\s/g, '').toLowerCase() ?? '';

/** Whether a response may carry SDP; without the header it may (RFC 3261 20.1), with an empty one nothing may. */
export const acceptsSdp = (accept: string | undefined): boolean =>
  accept === undefined ||
  splitList(accept).some(
    (range) => RANGES.has(mediaTypeOf(range)) && !/;\s*q\s*=\s*0(\.0*)?\s*(;|$)/i.test(range),
  );

const RANGES = new Set([SDP, 'application/*', '*/*']);

const unreadable = (
  mediaType: string,
  encoding: string | undefined,
  disposition: string | undefined,
): Readonly<Record<string, string>> | undefined => {
  if (mediaType !== SDP || !isSession(disposition)) return { Accept: SDP };
  // Nothing else says that it is not compressed (RFC 3261 20.12).
  return /^\s*(identity)?\s*$/i.test(encoding ?? '') ? undefined : { 'Accept-Encoding': 'identity' };
};

/** SDP is a session's unless it says otherwise (RFC 3261 20.11). */
const isSession = (disposition: string | undefined): boolean =>
  disposition === undefined || /^\s*session\s*(;|$)/i.test(disposition);

const isOptional = (disposition: string | undefined): boolean =>
  /;\s*handling\s*=\s*optional\s*(;|$)/i.test(disposition ?? '');
