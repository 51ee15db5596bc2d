// RFC 4475: valid messages are read, invalid ones refused, and nothing throws; and what no RFC thought of does not either.
import * as fc from 'fast-check';
import { serialise } from '../message/message';
import { parseMessage, type Parsed } from '../message/parse';
import { StreamFramer } from '../transport/stream-framer';
import { VirtualEngine } from '../testing/virtual-engine';
import { tortureMessages as all, validMessages } from './messages';
import type { TortureMessage } from './wire';

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

const lengthIsTheMatter = ['dblreq', 'clerr', 'ncl', 'mcl01'];

const named = (messages: readonly TortureMessage[]) =>
  messages.map((message) => [`${message.section} ${message.name}`, message] as const);

describe('the messages', () => {
  it('are all that sections 3.1 to 3.4 have, each once', () => {
    const counted = (section: string, last: number) =>
      Array.from({ length: last }, (_, index) => `${section}.${index + 1}`);
    const sections = [
      ...counted('3.1.1', 13),
      ...counted('3.1.2', 19),
      ...counted('3.2', 1),
      ...counted('3.3', 15),
      ...counted('3.4', 1),
    ];
    expect(all.map(({ section }) => section).sort()).toEqual(sections.sort());
    expect(new Set(all.map(({ name }) => name)).size).toBe(49);
  });

  // The RFC's own length of a body tells whether it was written down as the RFC has it.
  it.each(named(all.filter(({ name }) => !lengthIsTheMatter.includes(name))))(
    '%s has as many bytes as it says',
    (_name, { bytes }) => {
      const end = bytes.indexOf('\r\n\r\n') + 4;
      const said = /^(?:content-length|l)[ \t]*:[ \t]*(\S+)\r$/im.exec(bytes.toString('latin1', 0, end))?.[1];
      expect(bytes.length - end).toBe(Number(said ?? bytes.length - end));
    },
  );
});

/** What the engine does with one message, with an application for these methods. */
const fateOf = (bytes: Buffer): TortureMessage['answer'] => {
  const engine = new VirtualEngine({}, ['invite', 'options', 'register', 'message']);
  engine.receive(bytes);
  if (engine.frames.some(({ head }) => head.startsWith('sip|network'))) return 'delivered';
  const [answer] = engine.sent;
  return answer === undefined ? 'dropped' : Number(/^SIP\/2\.0 (\d{3})/.exec(answer.text)?.[1]);
};

it.each(named(all))('%s has the fate that its section wants', (_name, { bytes, answer }) => {
  expect(fateOf(bytes)).toBe(answer);
});

it('names in a 420 all that it does not know', () => {
  const engine = new VirtualEngine({}, ['options']);
  engine.receive(all.find(({ name }) => name === 'bext01')?.bytes ?? '');
  expect(engine.sent[0]?.text).toMatch(/^Unsupported: nothingSupportsThis, nothingSupportsThisEither\r$/m);
});

it('takes one of the two requests in a datagram', () => {
  const engine = new VirtualEngine({}, ['register', 'invite']);
  engine.receive(all.find(({ name }) => name === 'dblreq')?.bytes ?? '');
  expect(engine.core.counters.requestsIn).toBe(1);
});

it('takes a NUL in a quoted pair and nowhere else', () => {
  const [from, display] = ['SUBJECT', 'DISPLAY'];
  const text = `OPTIONS sip:a@b.example SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: "${display}" <sip:a@b>;tag=1\r\nTo: <sip:b@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nSubject: ${from}\r\nContent-Length: 0\r\n\r\n`;
  const kindOf = (place: string, put: string) => parseMessage(Buffer.from(text.replace(place, put))).kind;
  expect(kindOf(display, 'a\\\0b')).toBe('message');
  expect(kindOf(display, 'a\0b')).toBe('garbage');
  expect(kindOf(from, '\0')).toBe('garbage');
});

it.each(named(all))('%s is judged', (_name, { bytes, expected }) => {
  expect(verdictOf(parseMessage(bytes))).toEqual(expected);
});

it.each(named(validMessages))('%s reads the same once written', (_name, { bytes }) => {
  const first = parseMessage(bytes);
  if (first.kind !== 'message') throw new Error('not read');
  const second = parseMessage(serialise(first.message));
  if (second.kind !== 'message') throw new Error('not read again');
  const shown = (list: typeof first.message) =>
    list.headers.entries.filter(({ key }) => key !== 'content-length');
  expect(shown(second.message)).toEqual(shown(first.message));
  expect(second.message.body.equals(first.message.body)).toBe(true);
});

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
