// One question to a Kafka broker, without a client: which cluster is this, and is there a controller.
// Metadata, version 2: https://kafka.apache.org/protocol.html#The_Messages_Metadata
import { connect } from 'node:net';

export interface ClusterSelf {
  readonly clusterId: string;
  readonly brokers: readonly { readonly host: string; readonly port: number }[];
  /** -1 while there is none. */
  readonly controllerId: number;
}

const ANSWER_MS_MAX = 3_000;
const ANSWER_BYTES_MAX = 100_000;
const CORRELATION_ID = 7;

/** Rejects when nobody answers in time, or not as Kafka does. */
export const askKafka = (port: number): Promise<ClusterSelf> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let bytes = Buffer.alloc(0);
    socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error('no answer')));
    socket.on('data', (part) => {
      bytes = Buffer.concat([bytes, part]);
      if (bytes.length < 4) return;
      const size = bytes.readInt32BE(0);
      if (size < 0 || size > ANSWER_BYTES_MAX) return socket.destroy(new Error('not the answer of Kafka'));
      if (bytes.length < 4 + size) return;
      try {
        resolve(parseMetadata(bytes.subarray(4, 4 + size)));
        socket.end();
      } catch {
        socket.destroy(new Error('not the answer of Kafka'));
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('not the answer of Kafka')));
    socket.write(metadataRequest());
  });

/** For no topics at all: only the cluster is asked about. */
export const metadataRequest = (): Buffer => {
  const client = Buffer.from('trunkline');
  const body = Buffer.alloc(10 + client.length + 4);
  body.writeInt16BE(3, 0);
  body.writeInt16BE(2, 2);
  body.writeInt32BE(CORRELATION_ID, 4);
  body.writeInt16BE(client.length, 8);
  client.copy(body, 10);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length, 0);
  return Buffer.concat([size, body]);
};

/** Throws a RangeError when the answer is shorter than it says, an Error when it is to another question. */
export const parseMetadata = (bytes: Buffer): ClusterSelf => {
  let at = 0;
  const int32 = (): number => bytes.readInt32BE((at += 4) - 4);
  const text = (): string => {
    const length = bytes.readInt16BE((at += 2) - 2);
    return length < 0 ? '' : bytes.toString('utf8', at, (at += length));
  };
  if (int32() !== CORRELATION_ID) throw new Error('an answer to another question');
  const brokers = Array.from({ length: Math.min(int32(), ANSWER_BYTES_MAX) }, () => {
    int32();
    const broker = { host: text(), port: int32() };
    text();
    return broker;
  });
  return { brokers, clusterId: text(), controllerId: int32() };
};
