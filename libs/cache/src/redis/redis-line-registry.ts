// Which gateway holds which call, for all processes; without the server, what this one has put itself.
import { REFRESH_BATCH_MAX } from '../limits';
import { type LineRegistry } from '../line-registry.port';
import { MemoryLineRegistry } from '../memory/memory-line-registry';
import { type KeyOf } from './redis-keys';
import { type RedisLink } from './redis-link';
import { HOLD, LET_GO } from './scripts';

export class RedisLineRegistry implements LineRegistry {
  private readonly own = new MemoryLineRegistry();

  constructor(
    private readonly link: RedisLink,
    private readonly keyOf: KeyOf,
  ) {}

  async put(callId: string, gateway: string, ttlMs: number): Promise<void> {
    await this.own.put(callId, gateway, ttlMs);
    await this.link.ask('lines', (redis) => redis.set(this.keyOf('lines', callId), gateway, 'PX', ttlMs));
  }

  /** One round trip for each batch. */
  async refresh(callIds: readonly string[], gateway: string, ttlMs: number): Promise<void> {
    await this.own.refresh(callIds, gateway, ttlMs);
    for (let at = 0; at < callIds.length; at += REFRESH_BATCH_MAX) {
      const batch = callIds.slice(at, at + REFRESH_BATCH_MAX);
      await this.link.ask('lines', async (redis) => {
        const pipeline = redis.pipeline();
        for (const callId of batch) pipeline.eval(HOLD, 1, this.keyOf('lines', callId), gateway, ttlMs);
        const failure = (await pipeline.exec())?.find(([error]) => error)?.[0];
        if (failure) throw failure;
      });
    }
  }

  async get(callId: string): Promise<string | undefined> {
    const answer = await this.link.ask('lines', (redis) => redis.get(this.keyOf('lines', callId)));
    return answer ? (answer.value ?? undefined) : this.own.get(callId);
  }

  async remove(callId: string, gateway: string): Promise<void> {
    await this.own.remove(callId, gateway);
    await this.link.ask('lines', (redis) => redis.eval(LET_GO, 1, this.keyOf('lines', callId), gateway));
  }
}
