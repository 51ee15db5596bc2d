// The ordered header list of one SIP message; text is kept one character per byte, so that any UTF-8 survives unchanged.
export interface Header {
  /** The name as it was written, compact or long. */
  readonly name: string;
  /** The long name in lower case: what lookups use. */
  readonly key: string;
  readonly value: string;
}

export class Headers {
  constructor(private list: Header[] = []) {}

  get entries(): readonly Header[] {
    return this.list;
  }

  get(key: string): string | undefined {
    for (const header of this.list) if (header.key === key) return header.value;
    return undefined;
  }

  /** The first value, or nothing at all as an empty text. */
  text(key: string): string {
    return this.get(key) ?? '';
  }

  all(key: string): string[] {
    const values: string[] = [];
    for (const header of this.list) if (header.key === key) values.push(header.value);
    return values;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  count(key: string): number {
    let found = 0;
    for (const header of this.list) if (header.key === key) found += 1;
    return found;
  }

  add(name: string, value: string): this {
    this.list.push({ name, key: keyOf(name), value });
    return this;
  }

  prepend(name: string, value: string): this {
    this.list.unshift({ name, key: keyOf(name), value });
    return this;
  }

  /** Replaces the first header of that name in place, drops the others, or appends. */
  set(name: string, value: string): this {
    const key = keyOf(name);
    const at = this.list.findIndex((header) => header.key === key);
    if (at < 0) return this.add(name, value);
    this.list = this.list.filter((header, index) => index <= at || header.key !== key);
    this.list[at] = { name, key, value };
    return this;
  }

  /** Replaces the value of the first header with that key and keeps the others. */
  replaceFirst(key: string, value: string): this {
    const at = this.list.findIndex((header) => header.key === key);
    const first = this.list[at];
    if (first) this.list[at] = { ...first, value };
    return this;
  }

  remove(key: string): this {
    if (this.has(key)) this.list = this.list.filter((header) => header.key !== key);
    return this;
  }

  clone(): Headers {
    return new Headers([...this.list]);
  }
}

/** The lookup key of a header name: long form, lower case (compact forms of RFC 3261 7.3.3 and its extensions). */
export const keyOf = (name: string): string => {
  const known = knownKeys.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  return compactForms[lower] ?? lower;
};

/** The name to write: canonical for well-known headers, each part capitalised otherwise, `X-` names as they are. */
export const canonicalName = (name: string): string => {
  const key = keyOf(name);
  const canonical = canonicalByKey.get(key);
  if (canonical !== undefined) return canonical;
  if (/^x-/i.test(name)) return name;
  return name.replace(/[^-]+/g, (part) => part.charAt(0).toUpperCase() + part.slice(1));
};

const compactForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

const canonicalNames = [
  ...[
    'Accept',
    'Accept-Contact',
    'Accept-Encoding',
    'Accept-Language',
    'Alert-Info',
    'Allow',
    'Allow-Events',
  ],
  ...['Authentication-Info', 'Authorization', 'Call-ID', 'Call-Info', 'Contact', 'Content-Disposition'],
  ...['Content-Encoding', 'Content-Language', 'Content-Length', 'Content-Type', 'CSeq', 'Date', 'Diversion'],
  ...['Error-Info', 'Event', 'Expires', 'From', 'History-Info', 'Identity', 'Identity-Info', 'In-Reply-To'],
  ...['Info-Package', 'Join', 'Max-Forwards', 'MIME-Version', 'Min-Expires', 'Min-SE', 'Organization'],
  ...['P-Access-Network-Info', 'P-Asserted-Identity', 'P-Charging-Vector', 'P-Preferred-Identity', 'Path'],
  ...['Priority', 'Privacy', 'Proxy-Authenticate', 'Proxy-Authorization', 'Proxy-Require', 'RAck', 'Reason'],
  ...['Record-Route', 'Recv-Info', 'Refer-Sub', 'Refer-To', 'Referred-By', 'Reject-Contact', 'Replaces'],
  ...[
    'Reply-To',
    'Request-Disposition',
    'Require',
    'Retry-After',
    'Route',
    'RSeq',
    'Server',
    'Service-Route',
  ],
  ...[
    'Session-Expires',
    'Session-ID',
    'SIP-ETag',
    'SIP-If-Match',
    'Subject',
    'Subscription-State',
    'Supported',
  ],
  ...['Target-Dialog', 'Timestamp', 'To', 'Unsupported', 'User-Agent', 'User-to-User', 'Via', 'Warning'],
  'WWW-Authenticate',
];
const canonicalByKey = new Map(canonicalNames.map((name) => [name.toLowerCase(), name]));
const knownKeys = new Map(
  canonicalNames.flatMap((name): [string, string][] => [
    [name, name.toLowerCase()],
    [name.toLowerCase(), name.toLowerCase()],
  ]),
);
