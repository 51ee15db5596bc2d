// What an INVITE demands of its answer before there is a line: extensions, a body that is read, SDP (RFC 3261 8.2.2, 8.2.3).
import { splitList } from '@trunkline/sip-engine/message/params';
import { acceptsSdp, type Invitation, SUPPORTED } from '@trunkline/telephony';
import { type DoorFailure } from '../verdict';

export interface Unmet {
  readonly failure: Extract<DoorFailure, 'unknown-extension' | 'unknown-body' | 'sdp-unwanted'>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The embedded engine has looked at Require already; another may leave it to us. */
export const unmetOf = (invitation: Invitation): Unmet | undefined => {
  const unknown = splitList(invitation.header('Require') ?? '').filter(isUnknown);
  if (unknown.length > 0)
    return { failure: 'unknown-extension', headers: { Unsupported: unknown.join(', ') } };
  if (invitation.unreadable) return { failure: 'unknown-body', headers: invitation.unreadable };
  return acceptsSdp(invitation.header('Accept')) ? undefined : { failure: 'sdp-unwanted', headers: {} };
};

const isUnknown = (tag: string): boolean => tag !== '' && !SUPPORTED.includes(tag.toLowerCase());
