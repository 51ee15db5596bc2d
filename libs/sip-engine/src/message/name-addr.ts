// From, To, Contact, Route and Record-Route values: a display name, a URI and parameters.
import { parseParams, splitList, trimSpace, type Params } from './params';

export interface NameAddr {
  readonly display: string;
  readonly uri: string;
  readonly params: Params;
}

/** Parses one name-addr or addr-spec with parameters, strictly; undefined when malformed. */
export const parseNameAddr = (value: string): NameAddr | undefined => {
  const text = trimSpace(value);
  const open = text.startsWith('"') ? afterQuotes(text) : text.indexOf('<');
  if (text.startsWith('"') && open < 0) return undefined;
  return open < 0 ? parseAddrSpec(text) : parseBracketed(text, open);
};

/** Every element of the headers given (comma lists included); undefined when any is malformed. */
export const parseNameAddrs = (values: readonly string[]): NameAddr[] | undefined => {
  const parsed: NameAddr[] = [];
  for (const item of values.flatMap(splitList)) {
    const one = parseNameAddr(item);
    if (!one) return undefined;
    parsed.push(one);
  }
  return parsed;
};

/** The tag of a From or To value. */
export const tagOf = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : parseNameAddr(value)?.params.get('tag');

/** The value with a tag, unless it has one already; an addr-spec gets brackets first. */
export const withTag = (value: string, tag: string): string => {
  const parsed = parseNameAddr(value);
  if (!parsed || parsed.params.has('tag')) return value;
  if (value.includes('<')) return `${value};tag=${tag}`;
  const params = [...parsed.params].map(([name, param]) =>
    param === undefined ? `;${name}` : `;${name}=${param}`,
  );
  return `<${parsed.uri}>${params.join('')};tag=${tag}`;
};

const parseBracketed = (text: string, open: number): NameAddr | undefined => {
  const close = text.indexOf('>', open);
  if (close < 0) return undefined;
  const display = trimSpace(text.slice(0, open));
  const uri = text.slice(open + 1, close);
  if (uri === '' || /[ \t<"]/.test(uri)) return undefined;
  if (!display.startsWith('"') && !displayPattern.test(display)) return undefined;
  const params = parseParams(text.slice(close + 1));
  return params && { display, uri, params };
};

// Without brackets, parameters belong to the header and the URI may hold neither comma, question mark nor space
// (RFC 3261 20.10).
const parseAddrSpec = (text: string): NameAddr | undefined => {
  const semicolon = text.indexOf(';');
  const uri = trimSpace(semicolon < 0 ? text : text.slice(0, semicolon));
  if (!addrSpecPattern.test(uri)) return undefined;
  const params = parseParams(semicolon < 0 ? '' : text.slice(semicolon));
  return params && { display: '', uri, params };
};

/** Where the `<` after a leading quoted string is; -1 when the quotes never close or something else follows. */
const afterQuotes = (text: string): number => {
  const match = /^"(?:[^"\\]|\\.)*"[ \t]*</.exec(text);
  return match ? match[0].length - 1 : -1;
};

const displayPattern = /^[A-Za-z0-9\-.!%*_+`'~ \t\x80-\xff]*$/;
const addrSpecPattern = /^[A-Za-z][A-Za-z0-9+.-]*:[^ \t,?<>"]+$/;
