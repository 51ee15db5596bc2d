// Whether RTP can be sent to where a peer's SDP says it is: what we send to is never looked up or broadcast.
import { type AgreedMedia } from '@trunkline/sdp';
import { isIPv4 } from 'node:net';

/** A name would be resolved for each packet, and an IPv6 address cannot be reached from our sockets. */
export const isReachable = ({ remoteHost }: AgreedMedia): boolean =>
  isIPv4(remoteHost) && (remoteHost === HELD || isUnicast(remoteHost));

/** The old form of hold (RFC 3264 8.4). */
const HELD = '0.0.0.0';

const isUnicast = (address: string): boolean => {
  const first = Number(address.split('.')[0]);
  return first > 0 && first < 224;
};
