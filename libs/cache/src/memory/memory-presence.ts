// Who is there, as one process has heard it.
import { ENTRIES_MAX, MEMBERS_MAX } from '../limits';
import { type Presence } from '../presence.port';
import { ExpiringMap } from './expiring-map';

export class MemoryPresence implements Presence {
  private readonly groups = new Map<string, ExpiringMap<true>>();

  constructor(private readonly now: () => number = Date.now) {}

  async beat(group: string, member: string, ttlMs: number): Promise<void> {
    const members = this.groups.get(group) ?? new ExpiringMap<true>(MEMBERS_MAX);
    members.set(member, true, this.now() + ttlMs);
    this.groups.delete(group);
    this.groups.set(group, members);
    const [oldest] = this.groups.keys();
    if (this.groups.size > ENTRIES_MAX && oldest !== undefined) this.groups.delete(oldest);
  }

  async leave(group: string, member: string): Promise<void> {
    const members = this.groups.get(group);
    members?.delete(member);
    if (members?.size === 0) this.groups.delete(group);
  }

  async present(group: string): Promise<readonly string[]> {
    const members = this.groups.get(group)?.living(this.now()) ?? [];
    return members.map(([member]) => member).sort();
  }
}
