// WAV files as bytes: headers for recordings that grow, and a bounded reader.
import { mulawOf } from './g711';

export interface WavFormat {
  readonly encoding: 'pcm16' | 'mulaw';
  readonly channels: 1 | 2;
  readonly sampleRateHz: number;
}

export type ParsedWav =
  | ({ readonly kind: 'wav'; readonly data: Uint8Array } & WavFormat)
  | { readonly kind: 'invalid'; readonly why: 'no-riff' | 'no-format' | 'unsupported' | 'no-data' };

/** Overwrite four bytes, little-endian, at this place of the file. */
export interface WavPatch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const FORMAT_TAG = { pcm16: 1, mulaw: 7 } as const;
const CHUNKS_MAX = 64;
const RIFF_PREFIX = 8;

/** RIFF, the format, the sample count that mu-law needs, and the head of the data chunk. */
export const wavHeader = (format: WavFormat, dataBytes = 0): Uint8Array => {
  const isPcm = format.encoding === 'pcm16';
  const sampleBytes = isPcm ? 2 : 1;
  const block = format.channels * sampleBytes;
  const bytes = new Uint8Array(wavHeaderBytes(format));
  const view = new DataView(bytes.buffer);
  writeTag(bytes, 0, 'RIFF');
  view.setUint32(4, bytes.length - RIFF_PREFIX + even(dataBytes), true);
  writeTag(bytes, 8, 'WAVEfmt ');
  view.setUint32(16, isPcm ? 16 : 18, true);
  view.setUint16(20, FORMAT_TAG[format.encoding], true);
  view.setUint16(22, format.channels, true);
  view.setUint32(24, format.sampleRateHz, true);
  view.setUint32(28, format.sampleRateHz * block, true);
  view.setUint16(32, block, true);
  view.setUint16(34, sampleBytes * 8, true);
  if (!isPcm) {
    writeTag(bytes, 38, 'fact');
    view.setUint32(42, 4, true);
    view.setUint32(46, Math.floor(dataBytes / block), true);
  }
  writeTag(bytes, bytes.length - 8, 'data');
  view.setUint32(bytes.length - 4, dataBytes, true);
  return bytes;
};

export const wavHeaderBytes = ({ encoding }: WavFormat): number => (encoding === 'pcm16' ? 44 : 58);

/** What to overwrite in a file that began with `wavHeader(format)` and has grown to `dataBytes` of data. */
export const wavPatches = (format: WavFormat, dataBytes: number): readonly WavPatch[] => {
  const header = wavHeader(format, dataBytes);
  const offsets = format.encoding === 'pcm16' ? [4, 40] : [4, 46, 54];
  return offsets.map((offset) => ({ offset, bytes: header.slice(offset, offset + 4) }));
};

/** A whole file; an odd number of data bytes is padded as RIFF asks. */
export const encodeWav = (format: WavFormat, data: Uint8Array): Uint8Array => {
  const header = wavHeader(format, data.length);
  const file = new Uint8Array(header.length + even(data.length));
  file.set(header);
  file.set(data, header.length);
  return file;
};

/** Never throws; `data` is a view. A data chunk that claims more than there is, as of a file still growing, is cut. */
export const parseWav = (file: Uint8Array): ParsedWav => {
  if (file.length < 12 || tagAt(file, 0) !== 'RIFF' || tagAt(file, 8) !== 'WAVE') return invalid('no-riff');
  const chunks = readChunks(file);
  const described = chunks.find(({ tag }) => tag === 'fmt ');
  if (!described) return invalid('no-format');
  const format = readFormat(described.body);
  if (!format) return invalid('unsupported');
  const data = chunks.find(({ tag }) => tag === 'data')?.body;
  return data ? { kind: 'wav', ...format, data } : invalid('no-data');
};

/** Two channels of single bytes, sample by sample: caller left, voice agent right. The shorter is padded with silence. */
export const interleaveMulaw = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  const silent = mulawOf(0);
  const both = new Uint8Array(Math.max(left.length, right.length) * 2);
  for (let index = 0; index * 2 < both.length; index += 1) {
    both[index * 2] = left[index] ?? silent;
    both[index * 2 + 1] = right[index] ?? silent;
  }
  return both;
};

/** Samples as the little-endian bytes of a file, and back. */
export const bytesOfPcm = (pcm: Int16Array): Uint8Array => {
  const bytes = new Uint8Array(pcm.length * 2);
  const view = new DataView(bytes.buffer);
  pcm.forEach((sample, index) => view.setInt16(index * 2, sample, true));
  return bytes;
};

export const pcmOfBytes = (bytes: Uint8Array): Int16Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => view.getInt16(index * 2, true));
};

const invalid = (why: Extract<ParsedWav, { kind: 'invalid' }>['why']): ParsedWav => ({
  kind: 'invalid',
  why,
});

interface Chunk {
  readonly tag: string;
  readonly body: Uint8Array;
}

/** Up to the data, which may be without end. */
const readChunks = (file: Uint8Array): readonly Chunk[] => {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= file.length && chunks.length < CHUNKS_MAX;) {
    const body = file.subarray(at + 8, at + 8 + view.getUint32(at + 4, true));
    chunks.push({ tag: tagAt(file, at), body });
    if (chunks.at(-1)!.tag === 'data') break;
    at += 8 + even(body.length);
  }
  return chunks;
};

const readFormat = (body: Uint8Array): WavFormat | undefined => {
  if (body.length < 16) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const channels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const encoding = encodingOf(view.getUint16(0, true), view.getUint16(14, true));
  return encoding && (channels === 1 || channels === 2) ? { encoding, channels, sampleRateHz } : undefined;
};

const encodingOf = (formatTag: number, sampleBits: number): WavFormat['encoding'] | undefined => {
  if (formatTag === FORMAT_TAG.pcm16 && sampleBits === 16) return 'pcm16';
  return formatTag === FORMAT_TAG.mulaw && sampleBits === 8 ? 'mulaw' : undefined;
};

const even = (count: number): number => count + (count & 1);

const tagAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

const writeTag = (bytes: Uint8Array, at: number, tag: string): void => {
  for (let index = 0; index < tag.length; index += 1) bytes[at + index] = tag.charCodeAt(index);
};
