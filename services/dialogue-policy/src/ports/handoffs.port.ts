// What the policy needs of the hand-off service: ask for a human or attach to the asking, and take it back.

export interface HandoffRequest {
  readonly handoffId: string;
  readonly tenantId: string;
  readonly callId: string;
  readonly reason: string;
  readonly queue: string;
  readonly fenceEpoch: number;
  /** Last version of the call's stream that the packet folds. */
  readonly asOfVersion: number;
  readonly traceparent: string;
}

export interface HandoffNotice {
  readonly state:
    'queued' | 'offered' | 'accepted' | 'bridged' | 'completed' | 'abandoned' | 'failed' | 'no-agent';
  readonly atMs: number;
  readonly humanAgent?: string;
  readonly cause?: string;
}

export type Followed =
  /** The last notice was an end. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'lost' };

export interface Handoffs {
  /** Hands over each notice until the hand-off has ended or the stream is lost. */
  follow(request: HandoffRequest, onNotice: (notice: HandoffNotice) => void): Promise<Followed>;
  /** False when it could not be said. */
  cancel(handoffId: string, reason: string): Promise<boolean>;
  close(): void;
}

export const isEnd = ({ state }: HandoffNotice): boolean =>
  state === 'completed' || state === 'abandoned' || state === 'failed' || state === 'no-agent';
