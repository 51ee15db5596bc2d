// Listens for the notification that every append sends; a lost connection is opened again.
import { type Client, type Pool } from 'pg';
import { clientLike } from './transaction';

const RECONNECT_MS = 1_000;

/** Its own connection: a pool's connection comes and goes. Until it is up (again) the readers' polls carry. */
export const listenForAppends = async (pool: Pool, wake: () => void): Promise<() => Promise<void>> => {
  let isStopped = false;
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const fresh = clientLike(pool);
    client = fresh;
    fresh.on('notification', wake);
    fresh.once('end', again);
    try {
      await fresh.connect();
      await fresh.query('listen es_append');
      wake();
    } catch {
      await fresh.end().catch(() => undefined);
      again();
    }
  };

  const again = (): void => {
    if (isStopped || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void connect();
    }, RECONNECT_MS);
    retry.unref();
  };

  await connect();
  return async () => {
    isStopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => undefined);
  };
};
