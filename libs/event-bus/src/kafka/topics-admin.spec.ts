// A topic that is not what it should be is named, with both values.
import { differencesOf, type TopicPlan } from './topics-admin';

const plan: TopicPlan = {
  name: 'events',
  partitions: 96,
  replicationFactor: 3,
  config: { 'cleanup.policy': 'compact,delete', 'retention.ms': '1000' },
};
const planned = {
  partitions: '96',
  'replication.factor': '3',
  'cleanup.policy': 'delete,compact',
  'retention.ms': '1000',
};

describe('a topic that is there', () => {
  it('is as planned, whatever the order of its policies', () => {
    expect(differencesOf(plan, new Map(Object.entries(planned)))).toEqual([]);
  });

  it.each([
    ['partitions', '12', '96'],
    ['replication.factor', '1', '3'],
    ['cleanup.policy', 'delete', 'compact,delete'],
    ['retention.ms', '60', '1000'],
  ])('differs in %s', (setting, is, shouldBe) => {
    expect(differencesOf(plan, new Map(Object.entries({ ...planned, [setting]: is })))).toEqual([
      { topic: 'events', setting, is, shouldBe },
    ]);
  });
});
