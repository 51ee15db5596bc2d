// gRPC clients as our services need them: no hidden retries, a wide window, one connection of their own, a deadline on
// every unary call.
import {
  type ChannelCredentials,
  type Client,
  type ClientOptions,
  InterceptingCall,
  type Interceptor,
} from '@grpc/grpc-js';
import { serviceConfigOf, targetOf } from './address-list';
import { counted } from './counted-calls';
import { clientCredentials, type Transport, transportOfProcess } from './transport';

/** Options of every channel. Retries stay off: the retry buffer of a stream grows for as long as it lives. */
const CHANNEL: ClientOptions = {
  'grpc.enable_retries': 0,
  // What an environment says about web proxies is not about the services of one house.
  'grpc.enable_http_proxy': 0,
  'grpc.use_local_subchannel_pool': 1,
  'grpc-node.flow_control_window': 1_048_576,
  // A process that stands still keeps its connections: within four seconds it counts as gone, while calls are open. Less
  // would take a process for gone that a busy machine lets wait.
  'grpc.keepalive_time_ms': 1_000,
  'grpc.keepalive_timeout_ms': 2_500,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.service_config_disable_resolution': 1,
};

/** Of a unary call that names no deadline. */
const UNARY_MS_MAX = 5_000;

type ClientClass<C extends Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: ClientOptions,
) => C;

/** `address` is `host:port`, `unix:/path`, or a list of those with commas between: the instances of one service. */
export const connect = <C extends Client>(
  client: ClientClass<C>,
  address: string,
  transport: Transport = transportOfProcess(),
): C =>
  new client(targetOf(address), clientCredentials(transport), {
    ...CHANNEL,
    'grpc.service_config': serviceConfigOf(address),
    interceptors: [withDeadline, counted],
  });

const withDeadline: Interceptor = (options, nextCall) => {
  const { requestStream, responseStream } = options.method_definition;
  const isUnary = !requestStream && !responseStream;
  const bounded =
    isUnary && options.deadline === undefined ? { ...options, ...deadlineIn(UNARY_MS_MAX) } : options;
  return new InterceptingCall(nextCall(bounded));
};

/** Every call carries a deadline. */
export const deadlineIn = (ms: number): { deadline: number } => ({ deadline: Date.now() + ms });

/** Resolves when the channel is up; rejects after `ms`. */
export const ready = (client: Client, ms: number): Promise<void> =>
  new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + ms, (error) => (error ? reject(error) : resolve()));
  });
