// What a line answers to an offer, or offers itself: only what our sockets can reach is agreed on.
import { isReachable } from '@trunkline/media';
import {
  type AgreedMedia,
  answerOffer,
  type LocalMedia,
  makeOffer,
  type Negotiated,
  readAnswer,
} from '@trunkline/sdp';
import { warning } from '../verdict';

export type Opening =
  | { readonly kind: 'agreed'; readonly media: AgreedMedia; readonly sdp: string }
  /** The caller made no offer: ours goes into the 200, the answer comes in the ACK (RFC 3261 13.2.1). */
  | { readonly kind: 'late'; readonly sdp: string }
  /** With the Warning of its 488 (RFC 3261 21.4.26). */
  | { readonly kind: 'refused'; readonly why: string; readonly headers: Readonly<Record<string, string>> };

export const openingOf = (offer: string, local: LocalMedia): Opening => {
  if (offer.trim() === '') return { kind: 'late', sdp: makeOffer(local) };
  const negotiated = answerOffer(offer, local);
  if (negotiated.kind !== 'agreed') return refused(negotiated);
  if (!isReachable(negotiated.media)) return refused({ kind: 'no-common-address' });
  return { kind: 'agreed', media: negotiated.media, sdp: negotiated.answer };
};

type Unusable = Exclude<Negotiated, { kind: 'agreed' }> | { readonly kind: 'no-common-address' };

const refused = (unusable: Unusable): Opening => {
  const [code, why] = warningOf(unusable);
  return { kind: 'refused', why, headers: warning(code, `the offer ${why}`) };
};

/** Codes of RFC 3261 20.43. */
const warningOf = (unusable: Unusable): readonly [code: number, why: string] => {
  switch (unusable.kind) {
    case 'no-common-address':
      return [301, 'has no IPv4 address to send to'];
    case 'no-common-transport':
      return [302, 'has no audio over RTP/AVP'];
    case 'no-audio':
      return [304, 'has no audio'];
    case 'no-common-codec':
      return [305, 'has neither PCMU nor PCMA'];
    case 'malformed':
      return [399, unusable.why];
  }
};

/** The answer to an offer of ours; undefined when nothing came of it. */
export const answeredMedia = (answer: string, local: LocalMedia): AgreedMedia | undefined => {
  const read = readAnswer(answer, local);
  return read.kind === 'agreed' && isReachable(read.media) ? read.media : undefined;
};

/** The codec that is put on record at the door: of a late offer, the one we prefer. */
export const codecOf = (opening: Opening): string | undefined => {
  switch (opening.kind) {
    case 'agreed':
      return opening.media.codec;
    case 'late':
      return 'PCMU';
    case 'refused':
      return undefined;
  }
};
