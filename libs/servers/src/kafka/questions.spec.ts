// What a broker and a Java runtime say of themselves, read from bytes and lines.
import { javaMajor } from './java';
import { metadataRequest, parseMetadata } from './metadata-request';

const text = (value: string): string =>
  `${value.length.toString(16).padStart(4, '0')}${Buffer.from(value).toString('hex')}`;
const CORRELATION = '00000007';
const NO_RACK = 'ffff';

describe('the question to a broker', () => {
  it('is Metadata, version 2, about no topic', () => {
    const expected = ['0003', '0002', CORRELATION, text('trunkline'), '00000000'].join('');
    const size = (expected.length / 2).toString(16).padStart(8, '0');
    expect(metadataRequest().toString('hex')).toBe(`${size}${expected}`);
  });
});

describe('the answer of a broker', () => {
  const answer = [
    CORRELATION,
    '00000001',
    '00000001',
    text('127.0.0.1'),
    '00004a94',
    NO_RACK,
    text('aCluster'),
    '00000001',
    '00000000',
  ].join('');

  it('names cluster, brokers and controller', () => {
    expect(parseMetadata(Buffer.from(answer, 'hex'))).toEqual({
      clusterId: 'aCluster',
      brokers: [{ host: '127.0.0.1', port: 19_092 }],
      controllerId: 1,
    });
  });

  it('is refused when it is cut short, at whatever byte that matters', () => {
    const last = answer.length / 2 - 4;
    for (let length = 0; length < last; length += 1)
      expect(() => parseMetadata(Buffer.from(answer, 'hex').subarray(0, length))).toThrow();
  });

  it('is refused when it is to another question', () => {
    expect(() => parseMetadata(Buffer.from(answer.replace(CORRELATION, '00000008'), 'hex'))).toThrow();
  });
});

it.each([
  ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
  ['openjdk version "21" 2023-09-19', 21],
  ['java version "1.8.0_412"', 8],
  ['openjdk version "25-ea" 2025-09-16', 25],
  ['bash: java: not found', undefined],
])('reads a Java version', (said, major) => {
  expect(javaMajor(said)).toBe(major);
});
