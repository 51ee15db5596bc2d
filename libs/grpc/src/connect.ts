// gRPC clients as our services need them: no hidden retries, a wide window, one connection of their own.
import { type ChannelCredentials, type ChannelOptions, credentials, type Client } from '@grpc/grpc-js';

/** Options of every channel. Retries stay off: the retry buffer of a stream grows for as long as it lives. */
const CHANNEL: ChannelOptions = {
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
  'grpc-node.flow_control_window': 1_048_576,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
};

type ClientClass<C extends Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: ChannelOptions,
) => C;

export const connect = <C extends Client>(client: ClientClass<C>, address: string): C =>
  new client(address, credentials.createInsecure(), CHANNEL);

/** Every call carries a deadline. */
export const deadlineIn = (ms: number): { deadline: number } => ({ deadline: Date.now() + ms });

/** Resolves when the channel is up; rejects after `ms`. */
export const ready = (client: Client, ms: number): Promise<void> =>
  new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + ms, (error) => (error ? reject(error) : resolve()));
  });
