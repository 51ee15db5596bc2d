// What a process says about the brokers it uses, and the names of topics and groups that follow from it.
import { type Logger } from '@trunkline/runtime';
import { type KafkaConfig } from 'kafkajs';

export interface KafkaOptions {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  /** How brokers name this process in their logs and quotas. */
  readonly clientId: string;
  /** Before every topic and every group: several platforms, or tests, on one cluster. Default none. */
  readonly prefix?: string;
  readonly log?: Logger;
  readonly security?: Pick<KafkaConfig, 'ssl' | 'sasl'>;
  readonly limits?: Partial<KafkaLimits>;
}

export interface KafkaLimits {
  /** A member that is not heard of for so long loses its partitions. Default and, but for tests, least 30 000. */
  readonly sessionMs: number;
  /** How often a member says that it is there, and learns that the group changes. Default 3 000. */
  readonly heartbeatMs: number;
  /** A handler that takes longer counts as rejected; it may still be running when the event comes again. Default 30 000. */
  readonly handlerMsMax: number;
  /** Records taken of one partition beyond its oldest unhandled one; then the partition rests. Default 500. */
  readonly windowMax: number;
  /** How often the distance to the end of the topic is measured. Default 10 000. */
  readonly lagEveryMs: number;
}

export const KAFKA_LIMITS: KafkaLimits = {
  sessionMs: 30_000,
  heartbeatMs: 3_000,
  handlerMsMax: 30_000,
  windowMax: 500,
  lagEveryMs: 10_000,
};

export interface KafkaNames {
  readonly events: string;
  readonly deadLetters: string;
  group(consumer: string): string;
}

const EVENTS = 'voice.call.events.v1';

export const kafkaNames = (prefix = ''): KafkaNames => ({
  events: `${prefix}${EVENTS}`,
  deadLetters: `${prefix}${EVENTS}.dlq`,
  group: (consumer) => `${prefix}${consumer}`,
});

export const limitsOf = ({ limits }: KafkaOptions): KafkaLimits => ({ ...KAFKA_LIMITS, ...limits });
