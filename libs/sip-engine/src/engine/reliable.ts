// Reliable provisional responses of ours and the PRACKs that end their repetition (RFC 3262).
import { parseRAck } from '../message/cseq';
import type { SipRequest } from '../message/message';
import type { LiveDialog } from './live-dialog';

/** True when the PRACK answers the provisional response that waits for one. */
export const takePrack = (_dialog: LiveDialog, request: SipRequest): boolean => parseRAck(request.headers.get('rack')) !== undefined;
