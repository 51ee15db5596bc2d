// The list of topics says what brokers are told, and nothing is kept for ever by mistake.
import { kafkaNames } from '@trunkline/event-bus';
import { read } from '../repository';
import { topicPlans } from './topic-plan';

const file = read('deploy/kafka/topics.yaml');
const of = (topic: string): string => `defaults: { replication-factor: 3, min.insync.replicas: 2 }
topics: [{ name: t, ${topic} }]`;

describe('the topics', () => {
  it('are those that the bus uses, under any prefix', () => {
    const { events, deadLetters } = kafkaNames('test.');
    expect(topicPlans(file, { prefix: 'test.' }).map(({ name }) => name)).toEqual([events, deadLetters]);
  });

  it('have copies, of which one may be missing, and an age', () => {
    for (const { replicationFactor, config } of topicPlans(file, { prefix: '' })) {
      expect([replicationFactor, config['min.insync.replicas']]).toEqual([3, '2']);
      expect(Number(config['retention.ms'])).toBeGreaterThan(0);
    }
  });

  it('keep dead letters longer than the events that they were', () => {
    const [events, dead] = topicPlans(file, { prefix: '' }).map(({ config }) =>
      Number(config['retention.ms']),
    );
    expect(dead).toBeGreaterThan(events ?? Infinity);
  });

  it('fit a cluster of one broker', () => {
    const [plan] = topicPlans(file, { prefix: '', replicationFactor: 1 });
    expect([plan?.replicationFactor, plan?.config['min.insync.replicas']]).toEqual([1, '1']);
  });

  it('that are compacted are so within a bound', () => {
    const [plan] = topicPlans(of('partitions: 1, cleanup.policy: compact'), { prefix: '' });
    expect(plan?.config).toMatchObject({ 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '86400000' });
  });

  it.each([
    ['', 'defaults and a list'],
    [of('partitions: 0, cleanup.policy: delete, retention-hours: 1'), 't: partitions is not'],
    [of('partitions: 1, cleanup.policy: keep'), 't: cleanup.policy is not'],
    [of('partitions: 1, cleanup.policy: delete'), 't: retention-hours is not'],
  ])('are refused: %s', (yaml, message) => {
    expect(() => topicPlans(yaml, { prefix: '' })).toThrow(message);
  });
});
