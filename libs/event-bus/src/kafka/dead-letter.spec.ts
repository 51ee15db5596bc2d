// What is written among the dead letters is what is read, and what it does to the calls that are set aside.
import { type KafkaMessage, type Message } from 'kafkajs';
import { markOf, toAnswerRecord, toDeadRecord, toRedriveRecord } from './dead-letter';
import { type Mark, ParkedCalls } from './parked-calls';

const arrived = ({ key, value, headers }: Message, offset: number): KafkaMessage => ({
  key: Buffer.from(key ?? ''),
  value: Buffer.isBuffer(value) ? value : null,
  headers: Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))]),
  ),
  offset: String(offset),
  timestamp: '0',
  attributes: 0,
});

const source = {
  topic: 'events',
  partition: 7,
  message: arrived({ key: 'c1', value: Buffer.from('e'), headers: { type: 'Said' } }, 41),
};
const dead = (offset: number, reason: 'attempts' | 'follows' | 'poison' = 'attempts'): KafkaMessage =>
  arrived(toDeadRecord({ consumer: 'trace', reason, source }), offset);
const redrive = (offset: number): KafkaMessage => arrived(toRedriveRecord('trace', 'c1'), offset);
const released = (offset: number, upTo: bigint, request: bigint): KafkaMessage =>
  arrived(toAnswerRecord('trace', 'c1', { kind: 'released', upTo, request }), offset);
const kept = (offset: number, request: bigint): KafkaMessage =>
  arrived(toAnswerRecord('trace', 'c1', { kind: 'kept', request }), offset);

const fold = (...letters: readonly KafkaMessage[]): ParkedCalls => {
  const calls = new ParkedCalls();
  for (const mark of letters.map(markOf)) if (mark) calls.apply(mark);
  return calls;
};

describe('a dead letter', () => {
  it('carries the event as it came, where it came from, and why it is here', () => {
    const error = new TypeError('x'.repeat(500));
    const { key, value, headers } = toDeadRecord({ consumer: 'trace', reason: 'attempts', source, error });
    expect([key, value]).toEqual([source.message.key, source.message.value]);
    expect(headers).toMatchObject({
      consumer: 'trace',
      reason: 'attempts',
      'source-topic': 'events',
      'source-partition': '7',
      'source-offset': '41',
      cause: 'TypeError',
      'cause-message': 'x'.repeat(200),
      type: Buffer.from('Said'),
    });
  });

  it.each<[string, KafkaMessage, Mark | undefined]>([
    ['an event', dead(3), { kind: 'dead', consumer: 'trace', callId: 'c1', offset: 3n, sourcePartition: 7 }],
    ['poison', dead(3, 'poison'), undefined],
    ['a request', redrive(4), { kind: 'redrive', consumer: 'trace', callId: 'c1', offset: 4n }],
    [
      'a release',
      released(5, 3n, 4n),
      { kind: 'released', consumer: 'trace', callId: 'c1', offset: 5n, upTo: 3n, request: 4n },
    ],
    ['a refusal', kept(5, 4n), { kind: 'kept', consumer: 'trace', callId: 'c1', offset: 5n, request: 4n }],
    [
      'what others wrote',
      arrived({ key: 'c1', value: null, headers: { consumer: 'trace', kind: 'x' } }, 1),
      undefined,
    ],
    ['a letter to nobody', arrived({ key: 'c1', value: null, headers: { kind: 'dead' } }, 1), undefined],
  ])('is read back: %s', (_name, letter, mark) => {
    expect(markOf(letter)).toEqual(mark);
  });
});

describe('a call that was set aside', () => {
  it('stays so for its consumer alone, until all its letters are handled', () => {
    const calls = fold(dead(3), dead(4, 'follows'));
    expect([
      calls.isParked('trace', 'c1'),
      calls.isParked('handoff', 'c1'),
      calls.isParked('trace', 'c2'),
    ]).toEqual([true, false, false]);
    expect(fold(dead(3), dead(4), redrive(5), released(6, 4n, 5n)).parked()).toEqual([]);
  });

  it('stays so when a letter came that was not handed over', () => {
    expect(fold(dead(3), redrive(4), dead(5, 'follows'), released(6, 3n, 4n)).isParked('trace', 'c1')).toBe(
      true,
    );
  });

  it('is wanted back from the request to the answer', () => {
    const wantedBack = (...letters: readonly KafkaMessage[]): readonly string[] =>
      fold(...letters)
        .wantedBack('trace')
        .map(({ callId }) => callId);
    expect(wantedBack(dead(3))).toEqual([]);
    expect(wantedBack(dead(3), redrive(4))).toEqual(['c1']);
    expect(wantedBack(dead(3), redrive(4), kept(5, 4n))).toEqual([]);
    expect(wantedBack(dead(3), redrive(4), kept(5, 4n), redrive(6))).toEqual(['c1']);
    expect(wantedBack(redrive(4))).toEqual([]);
  });

  it('is not set aside again by letters that are seen twice', () => {
    const story = [dead(3), redrive(4), released(5, 3n, 4n)];
    expect(fold(...story, dead(3)).isParked('trace', 'c1')).toBe(false);
  });

  it('is never forgotten before it is released', () => {
    const calls = new ParkedCalls(4);
    for (let offset = 0n; offset < 8n; offset += 1n) {
      calls.apply({ kind: 'dead', consumer: 'trace', callId: `c${offset}`, offset, sourcePartition: 0 });
    }
    expect(calls.parked('trace')).toHaveLength(8);
  });
});
