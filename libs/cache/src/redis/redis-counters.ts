// Rate counters that processes share; without their server each process goes by what it has counted itself.
import { type Counters, type RateWindow } from '../counters.port';
import { MemoryCounters } from '../memory/memory-counters';
import { sliceMs, sliceCount } from '../rate-slices';
import { type KeyOf } from './redis-keys';
import { type RedisLink } from './redis-link';
import { COUNT } from './scripts';

export class RedisCounters implements Counters {
  private readonly own: MemoryCounters;

  /** `now` stands in for the server's clock. */
  constructor(
    private readonly link: RedisLink,
    private readonly keyOf: KeyOf,
    private readonly now?: () => number,
  ) {
    this.own = new MemoryCounters(now);
  }

  async increment(key: string, window: RateWindow, by = 1): Promise<number> {
    const own = await this.own.increment(key, window, by);
    return (await this.count(key, window, by)) ?? own;
  }

  async read(key: string, window: RateWindow): Promise<number> {
    return (await this.count(key, window, 0)) ?? this.own.read(key, window);
  }

  private async count(key: string, window: RateWindow, by: number): Promise<number | undefined> {
    const name = this.keyOf('counters', window.kind, String(window.lengthMs), key);
    const slices = [sliceMs(window), sliceCount(window)];
    const answer = await this.link.ask('counters', (redis) =>
      redis.eval(COUNT, 1, name, this.now?.() ?? '', ...slices, by),
    );
    return answer && Number(answer.value);
  }
}
