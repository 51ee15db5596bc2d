// One request at a time, in the order of calls, and another producer after a failure.
import { type Kafka } from 'kafkajs';
import { GuardedProducer } from './guarded-producer';

class Broker {
  readonly log: string[] = [];
  running = 0;
  runningMax = 0;
  fails: readonly string[] = [];
  private made = 0;

  /** As much of kafkajs as is used. */
  kafka(): Kafka {
    const kafka: Partial<Kafka> = { producer: () => this.producer() as ReturnType<Kafka['producer']> };
    return kafka as Kafka;
  }

  private producer(): object {
    const id = (this.made += 1);
    return {
      connect: async () => void this.log.push(`connect ${id}`),
      disconnect: async () => void this.log.push(`disconnect ${id}`),
      sendBatch: async ({ topicMessages }: { topicMessages: { messages: { value: string }[] }[] }) => {
        const values = topicMessages.flatMap(({ messages }) => messages.map(({ value }) => value)).join();
        this.running += 1;
        this.runningMax = Math.max(this.runningMax, this.running);
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
        this.running -= 1;
        this.log.push(`${id} sends ${values}`);
        if (this.fails.includes(values)) throw new Error(`lost ${values}`);
        return [];
      },
    };
  }
}

describe('the guarded producer', () => {
  it('has one request on its way, in the order of calls', async () => {
    const broker = new Broker();
    const producer = new GuardedProducer(broker.kafka());
    await Promise.all(['a', 'b', 'c'].map((value) => producer.send('t', [{ value }])));
    expect(broker.runningMax).toBe(1);
    expect(broker.log).toEqual(['connect 1', '1 sends a', '1 sends b', '1 sends c']);
  });

  it('is another one after a failure, which only the failed call sees', async () => {
    const broker = new Broker();
    broker.fails = ['b'];
    const producer = new GuardedProducer(broker.kafka());
    const sent = await Promise.allSettled(['a', 'b', 'c'].map((value) => producer.send('t', [{ value }])));
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(broker.log).toEqual([
      'connect 1',
      '1 sends a',
      '1 sends b',
      'disconnect 1',
      'connect 2',
      '2 sends c',
    ]);
  });

  it('sends nothing once it is closed', async () => {
    const broker = new Broker();
    const producer = new GuardedProducer(broker.kafka());
    await producer.send('t', [{ value: 'a' }]);
    await producer.close();
    await expect(producer.send('t', [{ value: 'b' }])).rejects.toThrow('closed');
    expect(broker.log.at(-1)).toBe('disconnect 1');
  });
});
