// Writes to a stream without ever queueing without bound: past the limit the oldest waiting message is dropped.

interface Writable<T> {
  write(message: T): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

export interface BoundedWriter<T> {
  /** True when the message was written or queued; false when the stream has ended. */
  write(message: T): boolean;
  /** After this nothing is written; what waits is dropped. */
  stop(): void;
  /** Hands everything that waits to the stream, which ends next; after this nothing is written. */
  finish(): void;
  readonly dropped: number;
}

/** `droppable` messages (audio) give way when more than `queuedMax` wait; others never do. */
export const boundedWriter = <T>(
  stream: Writable<T>,
  limits: { queuedMax: number; droppable: (message: T) => boolean; onDrop?: () => void },
): BoundedWriter<T> => {
  const queue: T[] = [];
  let blocked = false;
  let stopped = false;
  let dropped = 0;
  const flush = (): void => {
    blocked = false;
    while (!blocked && !stopped && queue.length > 0) send(queue.shift() as T);
  };
  const send = (message: T): void => {
    if (stream.write(message)) return;
    blocked = true;
    stream.once('drain', flush);
  };
  const shed = (): void => {
    const oldest = queue.findIndex(limits.droppable);
    if (oldest < 0) return;
    queue.splice(oldest, 1);
    dropped += 1;
    limits.onDrop?.();
  };
  return {
    write: (message) => {
      if (stopped) return false;
      if (!blocked) send(message);
      else queue.push(message);
      if (queue.length > limits.queuedMax) shed();
      return true;
    },
    stop: () => {
      stopped = true;
      queue.length = 0;
    },
    finish: () => {
      if (!stopped) for (const message of queue) stream.write(message);
      stopped = true;
      queue.length = 0;
    },
    get dropped() {
      return dropped;
    },
  };
};
