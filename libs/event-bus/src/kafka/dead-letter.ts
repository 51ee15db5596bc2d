// The records of the dead-letter topic: what was set aside, for whom and why, and what became of it.
import { type IHeaders, type KafkaMessage, type Message } from 'kafkajs';
import { headerOf } from './kafka-record';
import { type Mark } from './parked-calls';

/** Rejected too often; behind such an event of its call; or no event at all. */
export type DeadReason = 'attempts' | 'follows' | 'poison';

export interface DeadLetter {
  readonly consumer: string;
  readonly reason: DeadReason;
  readonly source: { readonly topic: string; readonly partition: number; readonly message: KafkaMessage };
  readonly error?: unknown;
}

/** Bounds what a handler's error may bring along. */
const CAUSE_CHARS_MAX = 200;

export const toDeadRecord = ({ consumer, reason, source, error }: DeadLetter): Message => ({
  key: source.message.key,
  value: source.message.value,
  headers: {
    ...source.message.headers,
    kind: 'dead',
    consumer,
    reason,
    'source-topic': source.topic,
    'source-partition': String(source.partition),
    'source-offset': source.message.offset,
    ...(error === undefined ? {} : causeOf(error)),
  },
});

export type Answer =
  | { readonly kind: 'released'; readonly upTo: bigint; readonly request: bigint }
  | { readonly kind: 'kept'; readonly request: bigint };

export const toAnswerRecord = (consumer: string, callId: string, answer: Answer): Message => ({
  key: callId,
  value: null,
  headers: {
    kind: answer.kind,
    consumer,
    request: String(answer.request),
    ...(answer.kind === 'released' ? { 'up-to': String(answer.upTo) } : {}),
  },
});

export const toRedriveRecord = (consumer: string, callId: string): Message => ({
  key: callId,
  value: null,
  headers: { kind: 'redrive', consumer },
});

/** Undefined for what parks no call: poison, and what others may have written there. */
export const markOf = ({ key, headers, offset }: KafkaMessage): Mark | undefined => {
  const consumer = headerOf(headers, 'consumer');
  const callId = key?.toString() ?? '';
  if (consumer === '' || callId === '') return undefined;
  const place = { consumer, callId, offset: BigInt(offset) };
  switch (headerOf(headers, 'kind')) {
    case 'dead':
      if (headerOf(headers, 'reason') === 'poison') return undefined;
      return { ...place, kind: 'dead', sourcePartition: Number(headerOf(headers, 'source-partition')) };
    case 'redrive':
      return { ...place, kind: 'redrive' };
    case 'released':
      return {
        ...place,
        kind: 'released',
        upTo: offsetIn(headers, 'up-to'),
        request: offsetIn(headers, 'request'),
      };
    case 'kept':
      return { ...place, kind: 'kept', request: offsetIn(headers, 'request') };
    default:
      return undefined;
  }
};

const offsetIn = (headers: IHeaders | undefined, name: string): bigint => {
  const text = headerOf(headers, name);
  return /^\d+$/.test(text) ? BigInt(text) : -1n;
};

const causeOf = (error: unknown): IHeaders => ({
  cause: error instanceof Error ? error.name : typeof error,
  'cause-message': (error instanceof Error ? error.message : '').slice(0, CAUSE_CHARS_MAX),
});
