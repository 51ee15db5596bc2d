// The Lines port over gRPC: a broken stream is attached to again, a few times, before the bridge counts as lost.
import { Metadata, type ClientReadableStream } from '@grpc/grpc-js';
import { line } from '@trunkline/contracts';
import { deadlineIn } from '@trunkline/grpc';
import { type BridgeProgress, type BridgeRequest, type Lines } from '../../ports/lines.port';
import { Gateways, type GatewaysOptions } from './gateways';

export interface GrpcLinesOptions extends GatewaysOptions {
  readonly reattachMax?: number;
  readonly reattachMs?: number;
}

const REATTACH_MAX = 5;
const REATTACH_MS = 400;
const HANG_UP_MS_MAX = 2_000;

export const grpcLines = (options: GrpcLinesOptions): Lines => {
  const gateways = new Gateways(options);
  const bridges = new Set<BridgeStream>();
  return {
    bridge: (request, onProgress) => {
      const stream = new BridgeStream(gateways, request, {
        ...options,
        onProgress,
        onOver: () => bridges.delete(stream),
      });
      bridges.add(stream);
      stream.open();
      return () => stream.letGo();
    },
    hangUp: async (callId, bridgeId, reason) => {
      const client = await gateways.holding(callId);
      return new Promise((resolve, reject) => {
        client.hangUp(
          { callId, bridgeId, reason },
          new Metadata(),
          deadlineIn(HANG_UP_MS_MAX),
          (error, answer) => (error ? reject(error) : resolve(answer.found)),
        );
      });
    },
    close: () => {
      for (const stream of bridges) stream.letGo();
      gateways.close();
    },
  };
};

interface BridgeStreamOptions extends GrpcLinesOptions {
  readonly onProgress: (progress: BridgeProgress) => void;
  readonly onOver: () => void;
}

class BridgeStream {
  private readable: ClientReadableStream<line.BridgeResponse> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private attempts = 0;
  private isOver = false;

  constructor(
    private readonly gateways: Gateways,
    private readonly request: BridgeRequest,
    private readonly options: BridgeStreamOptions,
  ) {}

  open(): void {
    void this.gateways.holding(this.request.callId).then((client) => this.openAt(client));
  }

  private openAt(client: line.LinesServiceClient): void {
    if (this.isOver) return;
    const { callId, bridgeId, targetUri, ringMsMax } = this.request;
    const readable = client.bridge({
      callId,
      bridgeId,
      targetUri,
      ringMsMax,
      userToUser: '',
      sessionId: '',
    });
    this.readable = readable;
    readable.on('data', (response: line.BridgeResponse) => this.progressed(response));
    readable.on('error', () => this.broken(readable));
    readable.on('end', () => this.broken(readable));
  }

  letGo(): void {
    this.over();
    this.readable?.cancel();
  }

  private progressed(response: line.BridgeResponse): void {
    const state = STATES[response.state];
    if (this.isOver || state === undefined) return;
    this.attempts = 0;
    if (state === 'failed' || state === 'ended') this.over();
    this.options.onProgress({ state, cause: response.cause });
  }

  /** `error` and `end` may both come for one break: only the first of them opens anew. */
  private broken(readable: ClientReadableStream<line.BridgeResponse>): void {
    if (this.isOver || this.retry || readable !== this.readable) return;
    this.attempts += 1;
    if (this.attempts > (this.options.reattachMax ?? REATTACH_MAX)) {
      this.over();
      this.options.onProgress({ state: 'failed', cause: 'gateway-lost' });
      return;
    }
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.open();
    }, this.options.reattachMs ?? REATTACH_MS);
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.retry);
    this.options.onOver();
  }
}

const STATES: Readonly<Partial<Record<line.BridgeState, BridgeProgress['state']>>> = {
  [line.BridgeState.BRIDGE_STATE_DIALING]: 'dialing',
  [line.BridgeState.BRIDGE_STATE_RINGING]: 'ringing',
  [line.BridgeState.BRIDGE_STATE_ANSWERED]: 'answered',
  [line.BridgeState.BRIDGE_STATE_BRIDGED]: 'bridged',
  [line.BridgeState.BRIDGE_STATE_FAILED]: 'failed',
  [line.BridgeState.BRIDGE_STATE_ENDED]: 'ended',
};
