// A service with one unary and one streaming method, and calls to it: what the suites of servers and clients need.
import { Metadata, type ServerUnaryCall, type sendUnaryData, type ServerWritableStream } from '@grpc/grpc-js';
import { tools } from '@trunkline/contracts';
import { type Door } from './serve';

const request = (callId: string) => ({ tenantId: 't', callId, epoch: 1 });

/** Answers a fence with the name of the instance; never answers a call that is named `silent`. */
export const fenceDoor = (instance: string): Door => ({
  definition: tools.ActionsServiceService,
  implementation: {
    fence: (
      call: ServerUnaryCall<tools.FenceRequest, tools.FenceResponse>,
      answer: sendUnaryData<tools.FenceResponse>,
    ) => {
      if (call.request.callId === 'silent') return;
      answer(null, { actions: [{ actionId: instance, tool: '', state: 'succeeded' }] });
    },
    execute: (stream: ServerWritableStream<tools.ExecuteRequest, tools.ExecuteResponse>) => stream.end(),
  },
});

/** Resolves with the name of the instance that answered; rejects with the ServiceError. */
export const fence = (client: tools.ActionsServiceClient, name = 'c'): Promise<string> =>
  new Promise((resolve, reject) => {
    client.fence(request(name), new Metadata(), (error, answer) =>
      error ? reject(error) : resolve(answer.actions[0]?.actionId ?? ''),
    );
  });
