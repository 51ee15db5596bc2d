// Creates the topics that are missing and compares those that are there with what they should be; alters none.
import { type Admin, ConfigResourceTypes, type Kafka } from 'kafkajs';
import { kafkaClient, withAdmin } from './kafka-client';
import { type KafkaOptions } from './kafka-options';

export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Settings as brokers name them. */
  readonly config: Readonly<Record<string, string>>;
}

export interface TopicDifference {
  readonly topic: string;
  /** A setting as brokers name it, `partitions`, or `replication.factor`. */
  readonly setting: string;
  readonly is: string;
  readonly shouldBe: string;
}

export interface TopicsReport {
  readonly created: readonly string[];
  readonly asPlanned: readonly string[];
  readonly differences: readonly TopicDifference[];
}

const CREATE_MS_MAX = 30_000;

/**
 * More partitions are never added in place: keys would move, and order would break. Rejects with what kafkajs or the
 * brokers say, for example when there are fewer brokers than copies wanted.
 */
export const ensureTopics = (options: KafkaOptions, plans: readonly TopicPlan[]): Promise<TopicsReport> =>
  ensureTopicsWith(kafkaClient(options), plans);

const ensureTopicsWith = (kafka: Kafka, plans: readonly TopicPlan[]): Promise<TopicsReport> =>
  withAdmin(kafka, async (admin) => {
    const known = new Set(await admin.listTopics());
    const missing = plans.filter(({ name }) => !known.has(name));
    // False when somebody else was faster; what they made is compared like the rest.
    const created = missing.length > 0 && (await admin.createTopics(creationOf(missing))) ? missing : [];
    const there = plans.filter((plan) => !created.includes(plan));
    const differences = there.length === 0 ? [] : await compare(admin, there);
    const differing = new Set(differences.map(({ topic }) => topic));
    return {
      created: created.map(({ name }) => name),
      asPlanned: there.map(({ name }) => name).filter((name) => !differing.has(name)),
      differences,
    };
  });

const creationOf = (plans: readonly TopicPlan[]): Parameters<Admin['createTopics']>[0] => ({
  waitForLeaders: true,
  timeout: CREATE_MS_MAX,
  topics: plans.map(({ name, partitions, replicationFactor, config }) => ({
    topic: name,
    numPartitions: partitions,
    replicationFactor,
    configEntries: Object.entries(config).map(([setting, value]) => ({ name: setting, value })),
  })),
});

const compare = async (admin: Admin, plans: readonly TopicPlan[]): Promise<readonly TopicDifference[]> => {
  const [{ topics }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: plans.map(({ name }) => name) }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: plans.map(({ name, config }) => ({
        type: ConfigResourceTypes.TOPIC,
        name,
        configNames: Object.keys(config),
      })),
    }),
  ]);
  return plans.flatMap((plan) => {
    const partitions = topics.find(({ name }) => name === plan.name)?.partitions ?? [];
    const entries = resources.find(({ resourceName }) => resourceName === plan.name)?.configEntries ?? [];
    const is = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    is.set('partitions', String(partitions.length));
    is.set('replication.factor', String(Math.min(...partitions.map(({ replicas }) => replicas.length))));
    return differencesOf(plan, is);
  });
};

/** `is` by the names of TopicDifference. */
export const differencesOf = (
  { name, partitions, replicationFactor, config }: TopicPlan,
  is: ReadonlyMap<string, string>,
): readonly TopicDifference[] => {
  const planned = {
    partitions: String(partitions),
    'replication.factor': String(replicationFactor),
    ...config,
  };
  return Object.entries(planned)
    .map(([setting, shouldBe]) => ({ topic: name, setting, is: is.get(setting) ?? 'nothing', shouldBe }))
    .filter(({ is: found, shouldBe }) => listed(found) !== listed(shouldBe));
};

/** A policy may be a list, in any order. */
const listed = (value: string): string => value.split(',').sort().join();
