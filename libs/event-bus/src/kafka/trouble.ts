// What a failure of Kafka means for somebody who wants to begin.

/** No such topic: somebody has to create it, waiting does not help. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
}

/**
 * `refused`: waiting does not help. `away`: nobody answers. `busy`: not now, as in a cluster that has just started and
 * has no coordinators yet; kafkajs calls that not retriable, so what it calls so is not asked.
 */
export type Trouble = 'refused' | 'away' | 'busy';

const REFUSALS =
  /^(\w+_AUTHORIZATION_FAILED|SASL_AUTHENTICATION_FAILED|UNSUPPORTED_\w+|INVALID_(SESSION_TIMEOUT|GROUP_ID|TOPIC\w*))$/;

export const troubleOf = (error: unknown): Trouble => {
  if (!(error instanceof Error)) return 'refused';
  if (error instanceof TopicMissing || error.name === 'KafkaJSSASLAuthenticationError') return 'refused';
  if ('type' in error && typeof error.type === 'string' && REFUSALS.test(error.type)) return 'refused';
  if (error.cause instanceof Error) return troubleOf(error.cause);
  return /^KafkaJS(Connection|BrokerNotFound|NoBroker)/.test(error.name) ? 'away' : 'busy';
};
