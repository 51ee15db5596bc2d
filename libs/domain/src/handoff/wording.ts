// Words for a human's eyes: clipped to a limit, masked, and made of names that machines use.

/** At most `charsMax` code points; what is cut off shows as an ellipsis. */
export const clip = (text: string, charsMax: number): string => {
  const flat = text.replace(/\s+/g, ' ').trim();
  const points = Array.from(flat);
  return points.length <= charsMax
    ? flat
    : `${points
        .slice(0, charsMax - 1)
        .join('')
        .trimEnd()}…`;
};

/** At most `wordsMax` words and `charsMax` code points. */
export const clipWords = (text: string, wordsMax: number, charsMax: number): string => {
  const words = wordsOf(text);
  const short = words.length <= wordsMax ? words.join(' ') : `${words.slice(0, wordsMax).join(' ')}…`;
  return clip(short, charsMax);
};

export const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** Country and last four digits of a telephone number; nothing of a number too short to hide anything. */
export const maskNumber = (address: string): string => {
  const user = /^(?:sips?:|tel:)?([^@;>]*)/.exec(address.replace(/^.*</, ''))?.[1] ?? '';
  const digits = user.replace(/\D/g, '');
  if (digits.length < 7) return 'number withheld';
  const prefix = user.startsWith('+')
    ? `+${digits.slice(0, digits.length > 10 ? digits.length - 10 : 1)} `
    : '';
  return clip(`${prefix}*** *** ${digits.slice(-4)}`, 20);
};

/** `order.delivery_date` reads "Order delivery date". */
export const humanise = (name: string): string => {
  const words = name.replace(/[._-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** ISO 8601 in UTC; the conversion of an argument, not a look at a clock. */
export const timestamp = (at: number): string => new Date(at).toISOString();
