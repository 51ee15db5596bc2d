import { type AgreedMedia } from '@trunkline/sdp';
import { isReachable } from './reachable';

const media = (remoteHost: string): AgreedMedia => ({
  remoteHost,
  remotePort: 4_000,
  remoteRtcpPort: 4_001,
  codec: 'PCMU',
  payloadType: 0,
  packetMs: 20,
  direction: 'sendrecv',
});

describe('isReachable', () => {
  it.each([
    ['192.0.2.1', true],
    ['127.0.0.1', true],
    ['0.0.0.0', true],
    ['0.1.2.3', false],
    ['239.1.1.1', false],
    ['255.255.255.255', false],
    ['media.example.com', false],
    ['::1', false],
    ['', false],
  ])('%s: %s', (host, expected) => {
    expect(isReachable(media(host))).toBe(expected);
  });
});
