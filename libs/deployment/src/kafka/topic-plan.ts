// The topics of deploy/kafka/topics.yaml as brokers are told them.
import { type TopicPlan } from '@trunkline/event-bus';
import { ConfigError } from '@trunkline/runtime';
import { parse } from 'yaml';

export interface TopicTerms {
  /** Before every name. */
  readonly prefix: string;
  /** Instead of the file's, for clusters of fewer brokers. */
  readonly replicationFactor?: number;
}

const HOUR_MS = 3_600_000;
const POLICIES = ['delete', 'compact', 'compact,delete'];
/** Compaction is no erasure by a date: what is overwritten is gone a day later, and what is deleted too. */
const COMPACTION = { 'max.compaction.lag.ms': '86400000', 'delete.retention.ms': '86400000' };

/** Throws ConfigError that names the topic and what is wrong with it. */
export const topicPlans = (yaml: string, { prefix, replicationFactor }: TopicTerms): readonly TopicPlan[] => {
  const file: unknown = parse(yaml);
  if (!isObject(file) || !isObject(file.defaults) || !Array.isArray(file.topics)) {
    throw new ConfigError('topics: the file needs defaults and a list of topics');
  }
  const copies = replicationFactor ?? count(file.defaults, 'replication-factor', 'defaults');
  // As many of them as there are must have it, at most as many as the file asks for.
  const inSync = Math.min(copies, count(file.defaults, 'min.insync.replicas', 'defaults'));
  return file.topics.map((topic: unknown) => {
    if (!isObject(topic) || typeof topic.name !== 'string') {
      throw new ConfigError('topics: every topic needs a name');
    }
    return {
      name: `${prefix}${topic.name}`,
      partitions: count(topic, 'partitions', topic.name),
      replicationFactor: copies,
      config: { 'min.insync.replicas': String(inSync), ...keepingOf(topic, topic.name) },
    };
  });
};

const keepingOf = (topic: Fields, name: string): Readonly<Record<string, string>> => {
  const policy = topic['cleanup.policy'];
  if (typeof policy !== 'string' || !POLICIES.includes(policy)) {
    throw new ConfigError(`topics: ${name}: cleanup.policy is not one of ${POLICIES.join('; ')}`);
  }
  const isKeptByAge = policy !== 'compact';
  return {
    'cleanup.policy': policy,
    ...(isKeptByAge ? { 'retention.ms': String(count(topic, 'retention-hours', name) * HOUR_MS) } : {}),
    ...(policy === 'delete' ? {} : COMPACTION),
  };
};

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const count = (fields: Fields, name: string, of: string): number => {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new ConfigError(`topics: ${of}: ${name} is not a whole number above 0`);
};
