// Counts the calls that failed, at whoever made them: what was called, and how it failed.
import { InterceptingCall, type Interceptor, status } from '@grpc/grpc-js';
import { meterOf } from '@trunkline/runtime';

const meter = meterOf('trunkline.grpc');
const failures = meter.createCounter('voice.rpc.failures', { unit: '{call}' });

/** `rpc` is `Service/Method`, `code` the name of the gRPC status. */
export type OnFailedCall = (rpc: string, code: string) => void;

/** A call that was taken back by its maker has not failed. */
const NO_FAILURES: ReadonlySet<status> = new Set([status.OK, status.CANCELLED]);

export const countedBy =
  (onFailed: OnFailedCall): Interceptor =>
  (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, _listener, next) =>
        next(metadata, {
          onReceiveStatus: (received, forward) => {
            if (!NO_FAILURES.has(received.code)) {
              onFailed(nameOf(options.method_definition.path), status[received.code].toLowerCase());
            }
            forward(received);
          },
        }),
    });

export const counted = countedBy((rpc, code) => failures.add(1, { rpc, code }));

/** `/trunkline.tools.v1.ActionsService/Execute` is called ActionsService/Execute. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
