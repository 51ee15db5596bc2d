// A gateway without telephones: `line.v1` over real gRPC, with bridges that do as the test says.
import { type ServerWritableStream } from '@grpc/grpc-js';
import { line } from '@trunkline/contracts';
import { serve, type Serving } from '@trunkline/grpc';
import { type BridgeProgress } from '../src/ports/lines.port';

type BridgeCall = ServerWritableStream<line.BridgeRequest, line.BridgeResponse>;

export class LinesServerDouble {
  readonly asked: line.BridgeRequest[] = [];
  readonly hungUp: string[] = [];
  private readonly calls = new Map<string, BridgeCall>();
  /** What was played before anybody asked for the bridge. */
  private readonly early = new Map<string, BridgeProgress[]>();
  private serving: Serving | undefined;
  private waiters: (() => void)[] = [];

  constructor(private readonly holds: readonly string[] = []) {}

  async start(): Promise<string> {
    const implementation: line.LinesServiceServer = {
      bridge: (call) => this.bridge(call),
      hangUp: (call, answer) => {
        this.hungUp.push(call.request.bridgeId);
        answer(null, { found: this.calls.has(call.request.bridgeId) });
      },
      getLine: ({ request }, answer) =>
        answer(null, { found: this.holds.includes(request.callId), instance: '', state: '' }),
    };
    this.serving = await serve('127.0.0.1:0', [{ definition: line.LinesServiceService, implementation }]);
    return this.serving.address;
  }

  play(bridgeId: string, progress: BridgeProgress): void {
    const call = this.calls.get(bridgeId);
    if (!call) {
      this.early.set(bridgeId, [...(this.early.get(bridgeId) ?? []), progress]);
      return;
    }
    call.write({ bridgeId, state: STATES[progress.state], atMs: 0, cause: progress.cause });
    if (progress.state !== 'failed' && progress.state !== 'ended') return;
    this.calls.delete(bridgeId);
    call.end();
  }

  /** Resolves with the n-th bridge that is asked for. */
  async asks(n: number): Promise<line.BridgeRequest> {
    for (let request = this.asked[n]; ; request = this.asked[n]) {
      if (request) return request;
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
  }

  /** Ends a bridge's stream without a word, as a gateway does that is killed. */
  breakOff(bridgeId: string): void {
    this.calls.get(bridgeId)?.emit('error', new Error('gone'));
    this.calls.delete(bridgeId);
  }

  async stop(): Promise<void> {
    for (const call of this.calls.values()) call.emit('error', new Error('gone'));
    this.calls.clear();
    await this.serving?.close();
    this.serving = undefined;
  }

  private bridge(call: BridgeCall): void {
    const { bridgeId } = call.request;
    this.asked.push(call.request);
    this.calls.set(bridgeId, call);
    for (const progress of this.early.get(bridgeId) ?? []) this.play(bridgeId, progress);
    this.early.delete(bridgeId);
    const waiting = this.waiters;
    this.waiters = [];
    for (const wake of waiting) wake();
  }
}

const STATES: Readonly<Record<BridgeProgress['state'], line.BridgeState>> = {
  dialing: line.BridgeState.BRIDGE_STATE_DIALING,
  ringing: line.BridgeState.BRIDGE_STATE_RINGING,
  answered: line.BridgeState.BRIDGE_STATE_ANSWERED,
  bridged: line.BridgeState.BRIDGE_STATE_BRIDGED,
  failed: line.BridgeState.BRIDGE_STATE_FAILED,
  ended: line.BridgeState.BRIDGE_STATE_ENDED,
};
