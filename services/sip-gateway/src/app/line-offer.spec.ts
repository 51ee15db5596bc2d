// What becomes of offers, and what is said of those that become nothing.
import { type LocalMedia } from '@trunkline/sdp';
import { answeredMedia, codecOf, openingOf } from './line-offer';
import { sdpOf } from './telephone.double';

const local: LocalMedia = {
  host: '192.0.2.9',
  port: 30_000,
  codecs: ['PCMU', 'PCMA'],
  sessionId: 1,
  sessionVersion: 1,
};

it('agrees on the codec of an offer, and offers both where there is none', () => {
  const agreed = openingOf(sdpOf(4_000), local);
  expect([agreed.kind, codecOf(agreed)]).toEqual(['agreed', 'PCMU']);
  const late = openingOf(' \r\n', local);
  expect(late.kind === 'late' && late.sdp).toContain('RTP/AVP 0 8 101');
  expect(answeredMedia(sdpOf(4_000), local)).toMatchObject({ codec: 'PCMU', remotePort: 4_000 });
});

it.each([
  [301, ['IN IP4 192.0.2.1\r\nt', 'IN IP6 2001:db8::1\r\nt']],
  [302, ['RTP/AVP 0', 'RTP/SAVP 0']],
  [304, ['m=audio', 'm=video']],
  [304, ['m=audio 4000', 'm=audio 0']],
  [305, ['RTP/AVP 0', 'RTP/AVP 18']],
  [399, ['v=0', 'v="7"']],
] as const)('refuses with warning %i when %j', (code, [given, instead]) => {
  const offer = sdpOf(4_000).replace(given, instead);
  const opening = openingOf(offer, local);
  const { Warning } = opening.kind === 'refused' ? opening.headers : {};
  expect(Warning).toMatch(new RegExp(`^${code} trunkline "the offer [^"]+"$`));
  expect(codecOf(opening)).toBeUndefined();
  expect(answeredMedia(offer, local)).toBeUndefined();
});
