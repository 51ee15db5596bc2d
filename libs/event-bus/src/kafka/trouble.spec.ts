// A start fails for what somebody has to mend, and waits for what passes.
import {
  KafkaJSConnectionError,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
} from 'kafkajs';
import { TopicMissing, type Trouble, troubleOf } from './trouble';

/** Whose declared constructor is not the one there is. */
const named = (name: string): Error => Object.assign(new Error('no'), { name });
const refusal = (type: string): Error => Object.assign(new KafkaJSProtocolError(new Error(type)), { type });
const within = (cause: Error): Error =>
  Object.assign(new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 3, retryTime: 100 }), { cause });
const never = (cause: Error): Error => Object.assign(new KafkaJSNonRetriableError(cause), { cause });

describe('a failure', () => {
  it.each<[string, unknown, Trouble]>([
    ['no such topic', new TopicMissing('no'), 'refused'],
    ['not allowed', refusal('GROUP_AUTHORIZATION_FAILED'), 'refused'],
    ['not allowed, at last', within(refusal('TOPIC_AUTHORIZATION_FAILED')), 'refused'],
    ['who are you', named('KafkaJSSASLAuthenticationError'), 'refused'],
    ['nobody answers', within(new KafkaJSConnectionError('refused')), 'away'],
    ['no coordinator yet', named('KafkaJSGroupCoordinatorNotFound'), 'busy'],
    ['no coordinator yet, at last', never(refusal('GROUP_COORDINATOR_NOT_AVAILABLE')), 'busy'],
    ['another leader', within(refusal('NOT_LEADER_FOR_PARTITION')), 'busy'],
    ['no error', 'no', 'refused'],
  ])('%s', (_name, error, trouble) => {
    expect(troubleOf(error)).toBe(trouble);
  });
});
