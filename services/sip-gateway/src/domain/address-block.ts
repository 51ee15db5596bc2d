// IPv4 address blocks, as trunks are named by.

/** IPv4 only: `10.1.0.0/16`, or an address alone. Anything malformed matches nothing. */
export const isInside = (address: string, block: string): boolean => {
  const [network = '', length = '32'] = block.split('/');
  const bits = Number(length);
  const inside = ipv4(address);
  const base = ipv4(network);
  if (inside === undefined || base === undefined || !(bits >= 0 && bits <= 32)) return false;
  const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
  return (inside & mask) >>> 0 === (base & mask) >>> 0;
};

const ipv4 = (text: string): number | undefined => {
  const parts = text.split('.').map(Number);
  const isValid =
    parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return isValid ? parts.reduce((value, part) => value * 256 + part, 0) : undefined;
};
