// The kafkajs client as this house uses it: patched, bounded in every wait, and quiet.
import { type Logger } from '@trunkline/runtime';
import { type Admin, Kafka, logLevel, type logCreator } from 'kafkajs';
import { patchConsumerGroup } from './consumer-group-patch';
import { type KafkaOptions } from './kafka-options';
import { patchRequestQueue } from './request-queue-patch';

const CONNECTION_MS_MAX = 3_000;
export const REQUEST_MS_MAX = 10_000;
/** Within kafkajs; who uses it tries again for ever, with pauses of its own. */
export const FEW_RETRIES = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 };

export const kafkaClient = ({ brokers, clientId, log, security }: KafkaOptions): Kafka => {
  patchRequestQueue();
  patchConsumerGroup();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: CONNECTION_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    retry: FEW_RETRIES,
    logLevel: log ? logLevel.ERROR : logLevel.NOTHING,
    ...(log ? { logCreator: intoLog(log) } : {}),
    ...security,
  });
};

/** Runs one question to the cluster on a connection of its own. */
export const withAdmin = async <T>(kafka: Kafka, ask: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await ask(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};

/** For looking closer: who uses kafkajs reports what fails, and an outage is twenty lines a second here. It knows no payloads. */
const intoLog =
  (log: Logger): logCreator =>
  () =>
  ({ namespace, log: entry }) =>
    log.debug({ part: namespace, detail: entry.message }, 'kafkajs');
