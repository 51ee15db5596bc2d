// RFC 4475: valid messages are read, invalid ones refused, and nothing throws; and what no RFC thought of does not either.
import * as fc from 'fast-check';
import { serialise } from '../message/message';
import { parseMessage, type Parsed } from '../message/parse';
import { StreamFramer } from '../transport/stream-framer';
import { tortureMessages as all, validMessages } from './messages';

const verdictOf = (parsed: Parsed) => {
  switch (parsed.kind) {
    case 'garbage':
      return { kind: 'garbage' };
    case 'refused':
      return { kind: 'refused', status: parsed.fault.status };
    case 'message':
      return parsed.message.kind === 'request'
        ? { kind: 'request', method: parsed.message.method }
        : { kind: 'response', status: parsed.message.status };
  }
};

it('holds all messages of the RFC', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(49);
});

it.each(all.map((message) => [message.name, message] as const))(
  '%s is judged',
  (_name, { bytes, expected }) => {
    expect(verdictOf(parseMessage(bytes))).toEqual(expected);
  },
);

it.each(validMessages.map((message) => [message.name, message] as const))(
  '%s reads the same once written',
  (_name, { bytes }) => {
    const first = parseMessage(bytes);
    if (first.kind !== 'message') throw new Error('not read');
    const second = parseMessage(serialise(first.message));
    if (second.kind !== 'message') throw new Error('not read again');
    const shown = (list: typeof first.message) =>
      list.headers.entries.filter(({ key }) => key !== 'content-length');
    expect(shown(second.message)).toEqual(shown(first.message));
    expect(second.message.body.equals(first.message.body)).toBe(true);
  },
);

it('keeps every byte of UTF-8 in display names, reasons and unknown headers', () => {
  const text =
    'OPTIONS sip:a@b.example SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: "Zoë à 漢字" <sip:a@b>;tag=1\r\nTo: Zoë <sip:b@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nSubject: à la\u00a0carte 😀\r\nContent-Length: 0\r\n\r\n';
  const parsed = parseMessage(Buffer.from(text));
  if (parsed.kind !== 'message') throw new Error(JSON.stringify(parsed));
  expect(serialise(parsed.message).toString()).toBe(text);
});

describe('mutated messages', () => {
  const mutation = fc.record({
    at: fc.nat(2_000),
    remove: fc.nat(40),
    insert: fc.uint8Array({ maxLength: 12 }),
  });
  const mutated = fc
    .record({
      base: fc.constantFrom(...all.map(({ bytes }) => bytes)),
      mutations: fc.array(mutation, { maxLength: 6 }),
    })
    .map(({ base, mutations }) =>
      mutations.reduce((bytes, { at, remove, insert }) => {
        const from = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
      }, base),
    );

  it('never throw, and what is read can be written and read again', () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        const parsed = parseMessage(bytes);
        if (parsed.kind !== 'message') return;
        expect(parseMessage(serialise(parsed.message)).kind).toBe('message');
      }),
      { numRuns: 3_000, seed: 4475 },
    );
  });

  it('never throw on a stream, however they are cut', () => {
    fc.assert(
      fc.property(mutated, fc.array(fc.nat(300), { maxLength: 8 }), (bytes, cuts) => {
        const framer = new StreamFramer(16_384);
        let from = 0;
        for (const cut of cuts) {
          framer.push(bytes.subarray(from, from + cut));
          from += cut;
        }
        framer.push(bytes.subarray(from));
        expect(framer.pendingBytes).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1_000, seed: 4475 },
    );
  });
});
