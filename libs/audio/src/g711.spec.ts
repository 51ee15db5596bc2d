// G.711 against the ITU's definition: the arithmetic of the G.191 reference code, on every 16-bit value.
import {
  type Law,
  ALAW_VALUES,
  MULAW_VALUES,
  SILENCE,
  alawOf,
  decodeAlaw,
  decodeMulaw,
  encodeAlaw,
  encodeMulaw,
  mulawOf,
  transcode,
} from './g711';

// ITU-T G.191, ulaw_compress / ulaw_expand.
const ituMulawCode = (sample: number): number => {
  const magnitude = Math.min(0x1fff, (sample < 0 ? ~sample >> 2 : sample >> 2) + 33);
  let segment = 1;
  for (let rest = magnitude >> 6; rest !== 0; rest >>= 1) segment += 1;
  const code = ((0x08 - segment) << 4) | (0x0f - ((magnitude >> segment) & 0x0f));
  return sample >= 0 ? code | 0x80 : code;
};
const ituMulawValue = (code: number): number => {
  const mantissa = ~code & 0x0f;
  const exponent = (~code >> 4) & 0x07;
  const step = 4 << (exponent + 1);
  const magnitude = (0x80 << exponent) + step * mantissa + step / 2 - 4 * 33;
  return code < 0x80 ? -magnitude : magnitude;
};

// ITU-T G.191, alaw_compress / alaw_expand.
const ituAlawCode = (sample: number): number => {
  let code = sample < 0 ? ~sample >> 4 : sample >> 4;
  if (code > 15) {
    let exponent = 1;
    for (; code > 16 + 15; exponent += 1) code >>= 1;
    code = code - 16 + (exponent << 4);
  }
  return (sample >= 0 ? code | 0x80 : code) ^ 0x55;
};
const ituAlawValue = (code: number): number => {
  const bits = (code ^ 0x55) & 0x7f;
  const exponent = bits >> 4;
  const mantissa = ((bits & 0x0f) + (exponent > 0 ? 16 : 0)) * 16 + 8;
  const magnitude = exponent > 1 ? mantissa << (exponent - 1) : mantissa;
  return code > 127 ? magnitude : -magnitude;
};

const laws = [
  { law: 'mulaw', code: mulawOf, values: MULAW_VALUES, ituCode: ituMulawCode, ituValue: ituMulawValue },
  { law: 'alaw', code: alawOf, values: ALAW_VALUES, ituCode: ituAlawCode, ituValue: ituAlawValue },
] as const;
const everySample = Array.from({ length: 65_536 }, (_, index) => index - 32_768);
const everyCode = Array.from({ length: 256 }, (_, code) => code);

describe.each(laws)('$law', ({ law, code, values, ituCode, ituValue }) => {
  it('encodes all 65,536 values as the ITU does', () => {
    expect(everySample.filter((sample) => code(sample) !== ituCode(sample))).toEqual([]);
  });

  it('decodes all 256 codes as the ITU does', () => {
    expect(everyCode.filter((each) => values[each] !== ituValue(each))).toEqual([]);
  });

  it('gives every code back after decoding and encoding, but for the negative zero of mu-law', () => {
    const changed = everyCode.filter((each) => code(values[each]!) !== each);
    expect(changed).toEqual(law === 'mulaw' ? [0x7f] : []);
  });

  it('is silent at its silence code', () => {
    expect(Math.abs(values[SILENCE[law]]!)).toBeLessThanOrEqual(8);
  });
});

it('encodes and decodes arrays like single samples', () => {
  const pcm = Int16Array.of(0, 1, -1, 32_767, -32_768, 1_000, -1_000);
  expect([...encodeMulaw(pcm)]).toEqual([...pcm].map(mulawOf));
  expect([...encodeAlaw(pcm)]).toEqual([...pcm].map(alawOf));
  expect([...decodeMulaw(encodeMulaw(pcm))]).toEqual([...pcm].map((sample) => MULAW_VALUES[mulawOf(sample)]));
  expect([...decodeAlaw(encodeAlaw(pcm))]).toEqual([...pcm].map((sample) => ALAW_VALUES[alawOf(sample)]));
});

it.each<Law>(['mulaw', 'alaw'])('transcodes to %s by value', (to) => {
  const from = to === 'alaw' ? MULAW_VALUES : ALAW_VALUES;
  const codeOf = to === 'alaw' ? alawOf : mulawOf;
  const codes = Uint8Array.from(everyCode);
  expect([...transcode(codes, to)]).toEqual(everyCode.map((code) => codeOf(from[code]!)));
});
