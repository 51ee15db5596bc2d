// Says for all to find which gateway holds a line: at its answer, again and again while it lasts, and not after.
import { type LineRegistry } from '@trunkline/cache';

const TTL_MS = 60_000;
/** Often enough that two lost refreshes change nothing. */
export const BEACON_EVERY_MS = 20_000;

export interface LineBeaconOptions {
  readonly registry: LineRegistry;
  /** Where this gateway's LinesService is reached. */
  readonly address: string;
  readonly onFault: (error: unknown) => void;
}

/** Whoever does not find a line here asks every gateway: a fault costs time, never a call. */
export class LineBeacon {
  readonly #callIds = new Set<string>();

  constructor(private readonly options: LineBeaconOptions) {}

  lit(callId: string): void {
    this.#callIds.add(callId);
    const { registry, address, onFault } = this.options;
    registry.put(callId, address, TTL_MS).catch(onFault);
  }

  out(callId: string): void {
    if (!this.#callIds.delete(callId)) return;
    const { registry, address, onFault } = this.options;
    registry.remove(callId, address).catch(onFault);
  }

  /** To be called every BEACON_EVERY_MS. */
  refresh(): void {
    if (this.#callIds.size === 0) return;
    const { registry, address, onFault } = this.options;
    registry.refresh([...this.#callIds], address, TTL_MS).catch(onFault);
  }
}
