import fc from 'fast-check';
import { type LocalMedia } from './negotiated';
import { answerOffer, makeOffer, readAnswer } from './session';

const local: LocalMedia = {
  host: '127.0.0.1',
  port: 30_000,
  codecs: ['PCMU', 'PCMA'],
  sessionId: 7,
  sessionVersion: 1,
};
const offer = (lines: readonly string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines, ''].join('\r\n');
const streamsAnswered = (lines: readonly string[]): (string | undefined)[] => {
  const negotiated = answerOffer(offer(lines), local);
  const answer = negotiated.kind === 'agreed' ? negotiated.answer : '';
  return [...answer.matchAll(/^m=(.*)\r$/gm)].map((match) => match[1]);
};

describe('answerOffer', () => {
  it("takes the offerer's first codec that we have, and its telephone-event number", () => {
    const negotiated = answerOffer(
      offer(['m=audio 4000 RTP/AVP 18 8 0 97', 'a=rtpmap:18 G729/8000', 'a=rtpmap:97 telephone-event/8000']),
      local,
    );
    expect(negotiated).toMatchObject({
      kind: 'agreed',
      media: {
        codec: 'PCMA',
        payloadType: 8,
        eventPayloadType: 97,
        remoteHost: '192.0.2.1',
        remotePort: 4000,
        remoteRtcpPort: 4001,
      },
    });
    const answer = negotiated.kind === 'agreed' ? negotiated.answer : '';
    expect(answer).toContain('m=audio 30000 RTP/AVP 8 97\r\n');
    expect(answer).toContain('a=sendrecv');
  });

  it.each([
    ['a=sendonly', 'recvonly'],
    ['a=inactive', 'inactive'],
    ['a=recvonly', 'sendonly'],
    ['a=sendrecv', 'sendrecv'],
  ])('mirrors %s', (line, direction) => {
    expect(answerOffer(offer(['m=audio 4000 RTP/AVP 0', line]), local)).toMatchObject({
      media: { direction },
    });
  });

  it('takes c=0.0.0.0 for hold (RFC 3264 8.4, old form)', () => {
    const held = offer(['m=audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0']);
    expect(answerOffer(held, local)).toMatchObject({ kind: 'agreed', media: { direction: 'inactive' } });
  });

  it('refuses further media with port 0 and keeps their order', () => {
    expect(
      streamsAnswered(['m=video 5000 RTP/AVP 96 97', 'm=audio 4000 RTP/AVP 0', 'm=image 5002 udptl t38']),
    ).toEqual(['video 0 RTP/AVP 96 97', 'audio 30000 RTP/AVP 0', 'image 0 udptl t38']);
  });

  it('takes the stream that is plain RTP with a codec of ours, wherever it stands', () => {
    expect(
      streamsAnswered([
        'm=audio 4000 RTP/SAVP 0',
        'm=audio 4002 RTP/AVP 18',
        'm=audio 0 RTP/AVP 0',
        'm=audio 4004 RTP/AVP 8',
        'm=audio 4006 RTP/AVP 0',
      ]),
    ).toEqual([
      'audio 0 RTP/SAVP 0',
      'audio 0 RTP/AVP 18',
      'audio 0 RTP/AVP 0',
      'audio 30000 RTP/AVP 8',
      'audio 0 RTP/AVP 0',
    ]);
  });

  it.each([
    ['no-common-codec', ['m=audio 4000 RTP/AVP 18']],
    ['no-common-codec', ['m=audio 4000 RTP/AVP 18', 'm=audio 4002 RTP/SAVP 0']],
    ['no-common-transport', ['m=audio 4000 RTP/SAVP 0']],
    ['no-audio', []],
    ['no-audio', ['m=video 4000 RTP/AVP 96']],
    ['no-audio', ['m=audio 0 RTP/AVP 0']],
  ])('finds %s in %j', (kind, lines) => {
    expect(answerOffer(offer(lines), local)).toEqual({ kind });
    expect(readAnswer(offer(lines), local)).toEqual({ kind });
  });

  it.each([
    ['', 'does not begin with v=0'],
    ['hello', 'does not begin with v=0'],
    ['v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 0\r\n', 'has no c= line for its audio'],
    [offer(['m=audio 70000 RTP/AVP 0']), 'has an impossible port'],
  ])('names what is wrong with %j', (text, why) => {
    expect(answerOffer(text, local)).toEqual({ kind: 'malformed', why });
  });

  it('never throws, whatever it is given', () => {
    const lines = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          'm=audio x',
          'm=audio 1 RTP/AVP',
          'm=audio 1 RTP/AVP 0',
          'm=',
          'a=rtpmap:',
          'c=IN',
          'a=rtcp:',
        ),
      ),
    );
    fc.assert(fc.property(lines, (garbage) => void answerOffer(offer(garbage), local)));
  });
});

describe('makeOffer', () => {
  it('is agreed with by our own answerer, and the answer read back', () => {
    const peer: LocalMedia = { ...local, port: 40_000, codecs: ['PCMA'] };
    const answered = answerOffer(makeOffer(local), peer);
    expect(answered).toMatchObject({
      kind: 'agreed',
      media: { codec: 'PCMA', remotePort: 30_000, eventPayloadType: 101 },
    });
    const read = readAnswer(answered.kind === 'agreed' ? answered.answer : '', local);
    expect(read).toMatchObject({
      kind: 'agreed',
      media: { codec: 'PCMA', payloadType: 8, remotePort: 40_000 },
    });
  });
});
