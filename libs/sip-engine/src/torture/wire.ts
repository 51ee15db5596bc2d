// How the torture messages are written down: lines of text become the bytes of RFC 4475.
export interface TortureMessage {
  /** Where RFC 4475 has it. */
  readonly section: string;
  /** The name RFC 4475 gives it. */
  readonly name: string;
  readonly bytes: Buffer;
  /** How it is read. */
  readonly expected:
    | { readonly kind: 'request'; readonly method: string }
    | { readonly kind: 'response'; readonly status: number }
    | { readonly kind: 'refused'; readonly status: number }
    | { readonly kind: 'garbage' };
  /** What becomes of it at a UA that has an application for INVITE, OPTIONS, REGISTER and MESSAGE. */
  readonly answer: 'delivered' | 'dropped' | number;
}

/** Lines to bytes, with CRLF line ends; the first newline belongs to the source, and a head alone gets its blank line. */
export const wire = (text: string): Buffer => {
  const lines = text.replace(/^\n/, '').replace(/\n/g, '\r\n');
  return Buffer.from(lines.includes('\r\n\r\n') ? lines : `${lines}\r\n`);
};

/** The same, for text with backslashes. */
export const raw = (strings: TemplateStringsArray, ...values: readonly string[]): Buffer =>
  wire(strings.raw.map((part, index) => part + (values[index] ?? '')).join(''));

/** The offer that most of them carry, without its last line end. */
export const sdp = (address: string, { origin = address, timing = '0 0' } = {}): string =>
  `v=0
o=mhandley 29739 7272939 IN IP4 ${origin}
s=-
c=IN IP4 ${address}
t=${timing}
m=audio 49217 RTP/AVP 0 12
m=video 3227 RTP/AVP 31
a=rtpmap:31 LPC`;
