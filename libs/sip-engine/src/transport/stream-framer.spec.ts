// Streams cut anywhere give the same messages; keep-alives, folded lengths and endless headers.
import * as fc from 'fast-check';
import { StreamFramer, type StreamUnit } from './stream-framer';

const message = (body: string, length = `Content-Length: ${body.length}`): string =>
  `OPTIONS sip:a SIP/2.0\r\n${length}\r\n\r\n${body}`;
const show = (units: readonly StreamUnit[]): string[] =>
  units.map((unit) => (unit.kind === 'message' ? unit.bytes.toString() : unit.kind));

it('gives the same units however the stream is cut', () => {
  const parts = [message('one'), '\r\n\r\n', message(''), '\r\n', message('two\r\n\r\n', 'l :  7')];
  const bytes = Buffer.from(parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (cuts) => {
      const framer = new StreamFramer(1_000);
      const units: StreamUnit[] = [];
      let from = 0;
      for (const cut of cuts) {
        units.push(...framer.push(bytes.subarray(from, from + cut)));
        from += cut;
      }
      units.push(...framer.push(bytes.subarray(from)));
      expect(show(units)).toEqual([parts[0], 'ping', parts[2], parts[4]]);
    }),
  );
});

it.each([
  ['no length', message('', 'X: 1')],
  ['a length that is no number', message('', 'Content-Length: -1')],
  ['a message beyond the limit', message('', 'Content-Length: 2000')],
  ['a header without end', `OPTIONS ${'x'.repeat(1_100)}`],
])('breaks on %s, once', (_name, text) => {
  const framer = new StreamFramer(1_000);
  expect(show(framer.push(Buffer.from(text)))).toEqual(['broken']);
  expect(framer.push(Buffer.from(message('late')))).toEqual([]);
  expect(framer.pendingBytes).toBe(0);
});

it('reads a folded Content-Length', () => {
  expect(
    show(new StreamFramer(1_000).push(Buffer.from(message('abc', 'Content-Length:\r\n  3')))),
  ).toHaveLength(1);
});
