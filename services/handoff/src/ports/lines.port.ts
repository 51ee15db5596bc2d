// What a hand-off needs of the telephone lines: the human agent's phone dialled, and joined with the caller.

export interface BridgeRequest {
  readonly callId: string;
  /** Asked again with the same id, the bridge that exists is attached to. */
  readonly bridgeId: string;
  readonly targetUri: string;
  readonly ringMsMax: number;
}

export interface BridgeProgress {
  /** `bridged` means that audio flows both ways on both legs. */
  readonly state: 'dialing' | 'ringing' | 'answered' | 'bridged' | 'failed' | 'ended';
  /** For failed and ended: sip-486, no-answer, no-media, caller-left, agent-hung-up, gateway-lost, ... */
  readonly cause: string;
}

export interface Lines {
  /**
   * Reports progress until `failed` or `ended`, which comes exactly once and last, also when the gateway is lost.
   * Returns what lets go of the bridge; an unanswered leg is then cancelled.
   */
  bridge(request: BridgeRequest, onProgress: (progress: BridgeProgress) => void): () => void;
  /** Ends the human's leg. Resolves to whether there was one. */
  hangUp(callId: string, bridgeId: string, reason: string): Promise<boolean>;
  close(): void;
}
