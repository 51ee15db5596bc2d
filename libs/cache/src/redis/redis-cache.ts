// The cache that processes share. Without its server nothing is known: a value of one process could be out of date.
import { type Cache, type SetOptions, type SetOutcome } from '../cache.port';
import { type KeyOf } from './redis-keys';
import { type RedisLink } from './redis-link';

export class RedisCache implements Cache {
  constructor(
    private readonly link: RedisLink,
    private readonly keyOf: KeyOf,
  ) {}

  async get(key: string): Promise<string | undefined> {
    const answer = await this.link.ask('cache', (redis) => redis.get(this.keyOf('cache', key)));
    return answer?.value ?? undefined;
  }

  async set(key: string, value: string, { ttlMs, ifAbsent = false }: SetOptions): Promise<SetOutcome> {
    const name = this.keyOf('cache', key);
    const answer = await this.link.ask('cache', (redis) =>
      ifAbsent ? redis.set(name, value, 'PX', ttlMs, 'NX') : redis.set(name, value, 'PX', ttlMs),
    );
    if (!answer) return 'unavailable';
    return answer.value === 'OK' ? 'stored' : 'present';
  }

  async del(key: string): Promise<void> {
    await this.link.ask('cache', (redis) => redis.del(this.keyOf('cache', key)));
  }
}
