// Which human agents have a desk open: here, or at the instance before this one a moment ago.
import { type Presence } from '@trunkline/cache';
import { type EpochMs, type Scheduler } from '@trunkline/event-sourcing';
import { type AgentKey } from './agents';

export interface DeskPresenceOptions {
  readonly presence: Presence;
  readonly clock: () => EpochMs;
  readonly scheduler: Scheduler;
}

const BEAT_MS = 5_000;
/** Two lost beats change nothing. */
const TTL_MS = 15_000;

/** A hint: without it human agents whose desk is not seen wait for their desk to come back before they are offered a caller. */
export class DeskPresence {
  private readonly here = new Map<string, AgentKey>();
  private readonly before = new Set<string>();
  private stopBeating: (() => void) | undefined;

  constructor(private readonly options: DeskPresenceOptions) {}

  opened(key: AgentKey): void {
    this.here.set(nameOf(key), key);
    this.beat(key);
    if (this.stopBeating === undefined) this.beatLater();
  }

  closed(key: AgentKey): void {
    this.here.delete(nameOf(key));
    this.before.delete(nameOf(key));
    this.options.presence.leave(groupOf(key), key.agentId).catch(() => undefined);
  }

  /** Asks who was there when this instance took over. */
  async look(keys: readonly AgentKey[]): Promise<void> {
    const groups = new Set(keys.map(groupOf));
    for (const group of groups) {
      const present = await this.options.presence.present(group).catch((): readonly string[] => []);
      for (const key of keys) {
        if (groupOf(key) === group && present.includes(key.agentId)) this.before.add(nameOf(key));
      }
    }
  }

  wasThere(key: AgentKey): boolean {
    return this.here.has(nameOf(key)) || this.before.has(nameOf(key));
  }

  close(): void {
    this.stopBeating?.();
    this.stopBeating = undefined;
    this.here.clear();
  }

  private beatLater(): void {
    const { scheduler, clock } = this.options;
    this.stopBeating = scheduler.schedule(clock() + BEAT_MS, () => {
      this.stopBeating = undefined;
      for (const key of this.here.values()) this.beat(key);
      if (this.here.size > 0) this.beatLater();
    });
  }

  private beat(key: AgentKey): void {
    this.options.presence.beat(groupOf(key), key.agentId, TTL_MS).catch(() => undefined);
  }
}

const groupOf = ({ tenantId }: AgentKey): string => `desk:${tenantId}`;

const nameOf = ({ tenantId, agentId }: AgentKey): string => `${tenantId}:${agentId}`;
