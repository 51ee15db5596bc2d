// A gRPC server on a loopback port or a Unix socket, with limits that a stuck peer cannot exceed, and its health.
import { Server, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { removeStaleSocket } from './stale-socket';
import { serverCredentials, type Transport, transportOfProcess } from './transport';

/** 1 MiB: no message of ours comes near it. */
const MESSAGE_BYTES_MAX = 1_048_576;
const GRACE_MS = 2_000;

export interface Serving {
  /** What a client connects to: `unix:/path` or `host:port` with the real port. */
  readonly address: string;
  /** Says NOT_SERVING to whoever watches, ends open calls within the grace, then cuts them. */
  close(): Promise<void>;
}

export interface Door {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/**
 * Listens on `bind`: `unix:/path/x.sock` or `127.0.0.1:0`; answers grpc.health.v1 for itself and each of its doors.
 * Rejects when the address is taken by somebody who is alive.
 */
export const serve = async (
  bind: string,
  doors: readonly Door[],
  transport: Transport = transportOfProcess(),
): Promise<Serving> => {
  const server = new Server({
    'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 5_000,
  });
  for (const door of doors) server.addService(door.definition, door.implementation);
  const names = ['', ...doors.map(serviceNameOf)];
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, 'SERVING'])));
  health.addToServer(server);
  await removeStaleSocket(bind);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(bind, serverCredentials(transport), (error, bound) =>
      error ? reject(new Error(`grpc: cannot listen on ${bind}: ${error.message}`)) : resolve(bound),
    );
  });
  return {
    address: bind.startsWith('unix:') ? bind : bind.replace(/:\d+$/, `:${port}`),
    close: () => {
      for (const name of names) health.setStatus(name, 'NOT_SERVING');
      return close(server);
    },
  };
};

/** `/trunkline.speech.v1.RecognizerService/Recognize` -> `trunkline.speech.v1.RecognizerService` */
const serviceNameOf = ({ definition }: Door): string =>
  Object.values(definition)[0]?.path.split('/')[1] ?? '';

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.forceShutdown(), GRACE_MS);
    server.tryShutdown(() => {
      clearTimeout(cut);
      resolve();
    });
  });
