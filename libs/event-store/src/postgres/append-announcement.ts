// Tells listeners that something was appended: after the append, not within it, and many appends at once.
import { type Pool } from 'pg';

/** Longest time that an announcement waits for company. */
const GATHER_MS = 5;

/**
 * NOTIFY within the append would hold a lock of the whole server until its commit is on disk, so that commits queue up
 * one by one. An announcement that is lost costs its readers one poll.
 */
export class AppendAnnouncement {
  private isAnnouncing = false;
  private isDue = false;

  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  announce(): void {
    this.isDue = true;
    if (!this.isAnnouncing) void this.run();
  }

  private async run(): Promise<void> {
    this.isAnnouncing = true;
    while (this.isDue) {
      this.isDue = false;
      await this.pool.query(`select pg_notify('es_append', '')`).catch(() => undefined);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, GATHER_MS).unref();
      });
    }
    this.isAnnouncing = false;
  }
}
