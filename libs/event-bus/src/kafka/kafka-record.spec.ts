// An event goes through a Kafka record unchanged; what is none is told from it.
import { MemoryEventStore } from '@trunkline/event-store';
import { type KafkaMessage } from 'kafkajs';
import { recordOf } from '../record.double';
import { fromKafkaRecord, toKafkaRecord, VALUE_BYTES_MAX } from './kafka-record';

const recorded = async () => {
  const [event] = await recordOf(new MemoryEventStore())('call/1', 'c1');
  if (!event) throw new Error('an event is recorded');
  return event;
};

const onWire = async (traceparent = ''): Promise<Pick<KafkaMessage, 'key' | 'value' | 'headers'>> => {
  const { key, value, headers } = toKafkaRecord(await recorded(), traceparent);
  return {
    key: Buffer.from(key ?? ''),
    value: Buffer.isBuffer(value) ? value : null,
    headers: headers ?? {},
  };
};

describe('a Kafka record', () => {
  it('brings the event back, and the trace that it was sent in', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    expect(fromKafkaRecord(await onWire(traceparent))).toEqual({
      kind: 'event',
      event: await recorded(),
      traceparent,
    });
  });

  it('says in its key and headers what it carries', async () => {
    expect(toKafkaRecord(await recorded(), '')).toMatchObject({
      key: 'c1',
      headers: { type: 'Said', 'schema-version': '1', tenant: 'acme', stream: 'call/1', version: '0' },
    });
    expect((await onWire()).headers).not.toHaveProperty('traceparent');
  });

  it('leaves out a value that no broker takes', async () => {
    const event = await recorded();
    const large = { ...event, event: { ...event.event, text: 'x'.repeat(VALUE_BYTES_MAX) } };
    expect(toKafkaRecord(large, '').value).toBeNull();
  });

  it.each<[string, Partial<KafkaMessage>, string]>([
    ['without a value', { value: null }, 'no-value'],
    ['with an empty value', { value: Buffer.alloc(0) }, 'no-value'],
    ['that is no protobuf', { value: Buffer.from('ffffffff', 'hex') }, 'undecodable'],
    ['of another message', { value: Buffer.from('0a0161', 'hex') }, 'undecodable'],
    ['under the key of another call', { key: Buffer.from('c2') }, 'wrong-key'],
    ['without a key', { key: null }, 'wrong-key'],
  ])('%s is poison', async (_name, change, because) => {
    expect(fromKafkaRecord({ ...(await onWire()), ...change })).toEqual({ kind: 'poison', because });
  });
});
