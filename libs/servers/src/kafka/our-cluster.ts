// Whether the broker on a port is that of a folder, and ready: it names our cluster, itself, and a controller.
import { askKafka } from './metadata-request';
import { clusterIdOf } from './storage';

/** Rejects when nobody answers there. */
export const askOurKafka = async (data: string, port: number): Promise<boolean> => {
  const { clusterId, brokers, controllerId } = await askKafka(port);
  const isThere = brokers.some((broker) => broker.port === port);
  return controllerId >= 0 && clusterId === clusterIdOf(data) && isThere;
};
