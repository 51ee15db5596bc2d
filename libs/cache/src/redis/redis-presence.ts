// Who is there, as all processes have heard it; without the server, as this one has.
import { MEMBERS_MAX } from '../limits';
import { MemoryPresence } from '../memory/memory-presence';
import { type Presence } from '../presence.port';
import { type KeyOf } from './redis-keys';
import { type RedisLink } from './redis-link';
import { BEAT, PRESENT } from './scripts';

/** The scripts take the server's clock. */
const SERVER_TIME = '';

export class RedisPresence implements Presence {
  private readonly own = new MemoryPresence();

  constructor(
    private readonly link: RedisLink,
    private readonly keyOf: KeyOf,
  ) {}

  async beat(group: string, member: string, ttlMs: number): Promise<void> {
    await this.own.beat(group, member, ttlMs);
    await this.link.ask('presence', (redis) =>
      redis.eval(BEAT, 1, this.keyOf('presence', group), SERVER_TIME, member, ttlMs, MEMBERS_MAX),
    );
  }

  async leave(group: string, member: string): Promise<void> {
    await this.own.leave(group, member);
    await this.link.ask('presence', (redis) => redis.zrem(this.keyOf('presence', group), member));
  }

  async present(group: string): Promise<readonly string[]> {
    const answer = await this.link.ask('presence', (redis) =>
      redis.eval(PRESENT, 1, this.keyOf('presence', group), SERVER_TIME, MEMBERS_MAX),
    );
    return answer && Array.isArray(answer.value) ? answer.value.map(String).sort() : this.own.present(group);
  }
}
