// How the torture messages are written down: lines of text become the bytes of RFC 4475.
export interface TortureMessage {
  /** The name RFC 4475 gives it. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly expected:
    | { readonly kind: 'request'; readonly method: string }
    | { readonly kind: 'response'; readonly status: number }
    | { readonly kind: 'refused'; readonly status: number }
    | { readonly kind: 'garbage' };
}

/** Lines to bytes: CRLF line ends, `{length}` is the length of the body, the last newline belongs to the source. */
export const wire = (text: string, encoding: 'utf8' | 'latin1' = 'utf8'): Buffer => {
  const lines = text.replace(/^\n/, '').replace(/\n$/, '').replace(/\n/g, '\r\n');
  const head = lines.includes('\r\n\r\n') ? lines : `${lines}\r\n\r\n`;
  const bodyLength = Buffer.byteLength(head.slice(head.indexOf('\r\n\r\n') + 4), encoding);
  return Buffer.from(head.replace('{length}', String(bodyLength)), encoding);
};

/** The same, for text with backslashes. */
export const raw = (strings: TemplateStringsArray): Buffer => wire(strings.raw[0] ?? '');

export const offer = `v=0
o=mhandley 29739 7272939 IN IP4 192.0.2.3
s=-
c=IN IP4 192.0.2.4
t=0 0
m=audio 49217 RTP/AVP 0 12
m=video 3227 RTP/AVP 31
a=rtpmap:31 LPC
`;
