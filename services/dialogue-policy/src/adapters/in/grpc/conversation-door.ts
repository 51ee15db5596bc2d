// conversation.v1 over gRPC: one stream per line, as many as there may be calls.
import { status } from '@grpc/grpc-js';
import { conversation } from '@trunkline/contracts';
import { type Door } from '@trunkline/grpc';
import { ConverseStream, type ConverseCall, type ConverseDeps } from './converse-stream';

export const conversationDoor = (deps: ConverseDeps, callsMax: number): Door => {
  let open = 0;
  const converse = (stream: ConverseCall): void => {
    if (open >= callsMax) {
      stream.emit('error', { code: status.RESOURCE_EXHAUSTED, details: 'too many calls' });
      return;
    }
    open += 1;
    stream.once('close', () => {
      open -= 1;
    });
    new ConverseStream(stream, deps);
  };
  return { definition: conversation.ConversationServiceService, implementation: { converse } };
};
