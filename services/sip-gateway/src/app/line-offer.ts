// What a line answers to an offer, or offers itself: only what our sockets can reach is agreed on.
import { isReachable } from '@trunkline/media';
import { type AgreedMedia, answerOffer, type LocalMedia, makeOffer, readAnswer } from '@trunkline/sdp';

export type Opening =
  | { readonly kind: 'agreed'; readonly media: AgreedMedia; readonly sdp: string }
  /** The caller made no offer: ours goes into the 200, the answer comes in the ACK (RFC 3261 13.2.1). */
  | { readonly kind: 'late'; readonly sdp: string }
  | { readonly kind: 'refused'; readonly why: string };

export const openingOf = (offer: string, local: LocalMedia): Opening => {
  if (offer.trim() === '') return { kind: 'late', sdp: makeOffer(local) };
  const negotiated = answerOffer(offer, local);
  if (negotiated.kind === 'malformed') return { kind: 'refused', why: negotiated.why };
  if (negotiated.kind === 'no-common-codec') return { kind: 'refused', why: 'has no codec of ours' };
  if (!isReachable(negotiated.media)) return { kind: 'refused', why: 'has no IPv4 address to send to' };
  return { kind: 'agreed', media: negotiated.media, sdp: negotiated.answer };
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
