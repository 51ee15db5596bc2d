// gRPC door of the gateway: what others may ask of a line.
import { type ServerUnaryCall, type ServerWritableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import { line } from '@trunkline/contracts';
import { type Door } from '@trunkline/grpc';
import { type BridgeProgress } from '../../app/bridges';
import { type Switchboard } from '../../app/switchboard';

const STATES: Readonly<Record<BridgeProgress['state'], line.BridgeState>> = {
  dialing: line.BridgeState.BRIDGE_STATE_DIALING,
  ringing: line.BridgeState.BRIDGE_STATE_RINGING,
  answered: line.BridgeState.BRIDGE_STATE_ANSWERED,
  bridged: line.BridgeState.BRIDGE_STATE_BRIDGED,
  failed: line.BridgeState.BRIDGE_STATE_FAILED,
  ended: line.BridgeState.BRIDGE_STATE_ENDED,
};

export const linesDoor = (switchboard: Switchboard, instance: string): Door => ({
  definition: line.LinesServiceService,
  implementation: {
    bridge: (call: ServerWritableStream<line.BridgeRequest, line.BridgeResponse>) =>
      bridge(switchboard, call),
    hangUp: (
      call: ServerUnaryCall<line.HangUpRequest, line.HangUpResponse>,
      done: sendUnaryData<line.HangUpResponse>,
    ) => {
      const { callId, bridgeId, reason } = call.request;
      const found = bridgeId
        ? switchboard.bridges.drop(callId, reason, bridgeId)
        : switchboard.hangUp(callId, reason || 'ended');
      done(null, { found });
    },
    getLine: (
      call: ServerUnaryCall<line.GetLineRequest, line.GetLineResponse>,
      done: sendUnaryData<line.GetLineResponse>,
    ) => {
      const { callId } = call.request;
      done(null, { found: switchboard.has(callId), instance, state: switchboard.stateOf(callId) });
    },
  },
});

const bridge = (
  switchboard: Switchboard,
  call: ServerWritableStream<line.BridgeRequest, line.BridgeResponse>,
): void => {
  const order = call.request;
  if (!order.callId || !order.bridgeId || !order.targetUri) {
    call.emit('error', {
      code: status.INVALID_ARGUMENT,
      details: 'Bridge needs call_id, bridge_id and target_uri',
    });
    return;
  }
  switchboard.bridges.request(order);
  let isAnswered = false;
  const unwatch = switchboard.bridges.watch(order.bridgeId, (progress) => {
    isAnswered ||= progress.state === 'answered' || progress.state === 'bridged';
    const { bridgeId, cause, atMs } = progress;
    call.write({ bridgeId, cause, atMs, state: STATES[progress.state] });
    if (progress.state === 'failed' || progress.state === 'ended') call.end();
  });
  call.on('cancelled', () => {
    unwatch();
    if (!isAnswered) switchboard.bridges.drop(order.callId, 'withdrawn', order.bridgeId);
  });
};
