// Generic parameters (;name=value) and comma lists, aware of quoted strings and angle brackets.
export type Params = ReadonlyMap<string, string | undefined>;

/** Parses `;a=b;c` (may be empty); undefined when anything else is in it. Names are lower-cased. */
export const parseParams = (text: string): Params | undefined => {
  if (text === '') return noParams;
  const params = new Map<string, string | undefined>();
  paramPattern.lastIndex = 0;
  while (paramPattern.lastIndex < text.length) {
    const match = paramPattern.exec(text);
    if (match?.[1] === undefined) return /^[ \t]*$/.test(text) ? params : undefined;
    params.set(match[1].toLowerCase(), match[2]);
  }
  return params;
};

/** Splits a comma list at the commas outside quotes and angle brackets; items are trimmed. */
export const splitList = (text: string): string[] => {
  if (!text.includes(',')) return [trimSpace(text)];
  const items: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char === '\\') at += 1;
      else isQuoted = char !== '"';
      continue;
    }
    switch (char) {
      case '"':
        isQuoted = true;
        break;
      case '<':
      case '>':
        isBracketed = char === '<';
        break;
      case ',':
        if (isBracketed) break;
        items.push(trimSpace(text.slice(start, at)));
        start = at + 1;
    }
  }
  items.push(trimSpace(text.slice(start)));
  return items;
};

/** Trims spaces and tabs only: 0xA0 is a byte of UTF-8 text here, not a space. */
export const trimSpace = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from += 1;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
};

/** An RFC 3261 token. */
export const isToken = (text: string): boolean => tokenPattern.test(text);

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09;
const noParams: Params = new Map();
const tokenPattern = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
// A value is a token, a host (IPv6 in brackets) or a quoted string.
const paramPattern =
  /[ \t]*;[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)(?:[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[A-Za-z0-9\-.!%*_+`'~[\]:/?@&$#^{}()]+))?[ \t]*/y;
