// Which gateway holds which call, as one process has heard it.
import { ENTRIES_MAX } from '../limits';
import { type LineRegistry } from '../line-registry.port';
import { ExpiringMap } from './expiring-map';

export class MemoryLineRegistry implements LineRegistry {
  private readonly gateways = new ExpiringMap<string>(ENTRIES_MAX);

  constructor(private readonly now: () => number = Date.now) {}

  async put(callId: string, gateway: string, ttlMs: number): Promise<void> {
    this.gateways.set(callId, gateway, this.now() + ttlMs);
  }

  async refresh(callIds: readonly string[], gateway: string, ttlMs: number): Promise<void> {
    const nowMs = this.now();
    for (const callId of callIds) {
      if ((this.gateways.get(callId, nowMs) ?? gateway) === gateway)
        this.gateways.set(callId, gateway, nowMs + ttlMs);
    }
  }

  async get(callId: string): Promise<string | undefined> {
    return this.gateways.get(callId, this.now());
  }

  async remove(callId: string, gateway: string): Promise<void> {
    if (this.gateways.get(callId, this.now()) === gateway) this.gateways.delete(callId);
  }
}
