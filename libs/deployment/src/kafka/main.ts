// The job for brokers: `topics` (the default) creates and compares topics, `parked` and `redrive` care for dead letters.
import { ensureTopics, kafkaSecurity, type KafkaOptions, parkedCalls, redrive } from '@trunkline/event-bus';
import { ConfigError, type Env, int, str } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { fileVariables } from '../start/file-variables';
import { topicPlans } from './topic-plan';

const USAGE = 'topics | parked [CONSUMER] | redrive CONSUMER [CALL]';
const COPIES_MAX = 9;

const run = async ([task = 'topics', ...names]: readonly string[]): Promise<boolean> => {
  const env = { ...process.env, ...fileVariables(process.env, readText) };
  switch (task) {
    case 'topics':
      return topics(env);
    case 'parked':
      return parked(env, names[0]);
    case 'redrive':
      return handOverAgain(env, names);
    default:
      throw new ConfigError(`no such task: ${task}; there are ${USAGE}`);
  }
};

const topics = async (env: Env): Promise<boolean> => {
  const options = kafkaOptions(env);
  const copies = int(env, 'KAFKA_REPLICATION_FACTOR', { min: 1, max: COPIES_MAX, or: 0 });
  const plans = topicPlans(readText(str(env, 'TOPICS_YAML', 'deploy/kafka/topics.yaml')), {
    prefix: options.prefix ?? '',
    ...(copies === 0 ? {} : { replicationFactor: copies }),
  });
  const { created, asPlanned, differences } = await ensureTopics(options, plans);
  for (const name of created) say(`${name}: created`);
  for (const name of asPlanned) say(`${name}: as planned`);
  for (const { topic, setting, is, shouldBe } of differences) {
    say(`${topic}: ${setting} is ${is}, should be ${shouldBe}; nothing was changed`);
  }
  return differences.length === 0;
};

const parked = async (env: Env, consumer: string | undefined): Promise<boolean> => {
  const calls = await parkedCalls(kafkaOptions(env), consumer);
  for (const call of calls) say(`${call.consumer} ${call.callId}`);
  return true;
};

const handOverAgain = async (env: Env, [consumer, callId]: readonly string[]): Promise<boolean> => {
  if (consumer === undefined) throw new ConfigError(`redrive: whose dead letters? ${USAGE}`);
  const terms = { consumer, ...(callId === undefined ? {} : { callId }) };
  const { released, kept, unanswered } = await redrive(kafkaOptions(env), terms);
  for (const call of released) say(`${call}: handled`);
  for (const call of kept) say(`${call}: rejected again, and kept`);
  for (const call of unanswered) say(`${call}: no member of ${consumer} has answered; one that comes will`);
  return kept.length + unanswered.length === 0;
};

const kafkaOptions = (env: Env): KafkaOptions => ({
  brokers: str(env, 'KAFKA_BROKERS')
    .split(',')
    .map((broker) => broker.trim()),
  clientId: 'deployment',
  prefix: str(env, 'KAFKA_TOPIC_PREFIX', ''),
  security: kafkaSecurity(env, readText),
});

const readText = (path: string): string => readFileSync(path, 'utf8');

const say = (line: string): void => void process.stdout.write(`${line}\n`);

run(process.argv.slice(2)).then(
  (isDone) => {
    if (!isDone) process.exitCode = 1;
  },
  (error: unknown) => {
    process.stderr.write(`kafka: ${error instanceof Error ? error.message : 'failed'}\n`);
    process.exitCode = 1;
  },
);
