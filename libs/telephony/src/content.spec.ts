// Bodies and what they say of themselves.
import { acceptsSdp, type Content, contentOf } from './content';

const SDP = 'v=0\r\n';
const of = (headers: Readonly<Record<string, string>>, body: string | undefined = SDP): Content =>
  contentOf({ body, header: (name) => headers[name] });

describe('a body', () => {
  it.each([
    [{ 'Content-Type': 'application/sdp' }],
    [{ 'Content-Type': 'Application / SDP;charset=utf-8' }],
    [{ 'Content-Type': 'application/sdp', 'Content-Disposition': 'session;handling=required' }],
    [{ 'Content-Type': 'application/sdp', 'Content-Encoding': 'identity' }],
  ])('with %j is SDP', (headers) => {
    expect(of(headers)).toEqual({ kind: 'sdp', sdp: SDP });
  });

  it.each([
    [{ 'Content-Type': 'application/unknownformat' }, { Accept: 'application/sdp' }],
    [{ 'Content-Type': 'multipart/mixed;boundary=b' }, { Accept: 'application/sdp' }],
    [{}, { Accept: 'application/sdp' }],
    [
      { 'Content-Type': 'application/sdp', 'Content-Disposition': 'early-session' },
      { Accept: 'application/sdp' },
    ],
    [{ 'Content-Type': 'application/sdp', 'Content-Encoding': 'gzip' }, { 'Accept-Encoding': 'identity' }],
  ])('with %j is not read, and %j would be', (given, headers) => {
    expect(of(given)).toEqual({ kind: 'unreadable', headers });
  });

  it('is nothing when there is none, whatever its type, and when it need not be understood', () => {
    expect(of({ 'Content-Type': 'text/plain' }, ' \r\n')).toEqual({ kind: 'none' });
    expect(contentOf({ body: undefined, header: () => undefined })).toEqual({ kind: 'none' });
    const optional = { 'Content-Type': 'text/plain', 'Content-Disposition': 'render; handling=optional' };
    expect(of(optional, 'hello')).toEqual({ kind: 'none' });
  });
});

it.each([
  [undefined, true],
  ['application/sdp', true],
  ['text/plain, Application/SDP;level=1', true],
  ['application/*', true],
  ['*/*;q=0.1', true],
  ['text/nobodyKnowsThis', false],
  ['', false],
  ['application/sdp;q=0, text/plain', false],
  ['application/sdp;q=0.0', false],
  ['text/plain;note=", application/sdp"', false],
])('Accept: %s takes SDP: %s', (accept, isTaken) => {
  expect(acceptsSdp(accept)).toBe(isTaken);
});
