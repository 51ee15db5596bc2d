// A bidirectional stream that is opened again, with growing pauses, until it is closed on purpose.
import { boundedWriter, type BoundedWriter } from './bounded-writer';

/** What is used of a gRPC stream in both directions. */
export interface DuplexCall<Req, Res> {
  write(message: Req): boolean;
  once(event: 'drain', listener: () => void): unknown;
  on(event: 'data', listener: (message: Res) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  end(): unknown;
  cancel(): void;
}

export interface LivingStreamOptions<Req, Res> {
  open(): DuplexCall<Req, Res>;
  /** Called on each opening, before anything else is written: the handshake goes here. `again` from the second on. */
  onOpen(write: (message: Req) => void, again: boolean): void;
  onMessage(message: Res): void;
  /** The stream broke and is being opened again. */
  onLost?(reason: string): void;
  readonly queuedMax: number;
  readonly droppable: (message: Req) => boolean;
  onDrop?(): void;
  readonly backoffMs?: number;
  readonly backoffMsMax?: number;
}

export interface LivingStream<Req> {
  /** False while the stream is down: the message is not kept. */
  write(message: Req): boolean;
  readonly isOpen: boolean;
  /** Half-closes, then cancels after a moment. Nothing is opened again. */
  close(): void;
}

const LINGER_MS = 500;

export const livingStream = <Req, Res>(options: LivingStreamOptions<Req, Res>): LivingStream<Req> => {
  let stream: DuplexCall<Req, Res> | undefined;
  let writer: BoundedWriter<Req> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let openings = 0;
  let pauseMs = options.backoffMs ?? 50;

  const lose = (lost: DuplexCall<Req, Res>, reason: string): void => {
    if (lost !== stream) return;
    stream = undefined;
    writer?.stop();
    writer = undefined;
    again(reason);
  };

  const again = (reason: string): void => {
    if (closed) return;
    options.onLost?.(reason);
    timer = setTimeout(start, pauseMs);
    pauseMs = Math.min(pauseMs * 2, options.backoffMsMax ?? 500);
  };

  const start = (): void => {
    const opened = tryToOpen(options);
    if (opened instanceof Error) return again(opened.message);
    stream = opened;
    writer = boundedWriter<Req>(opened, options);
    opened.on('data', (message: Res) => {
      pauseMs = options.backoffMs ?? 50;
      if (opened === stream || closed) options.onMessage(message);
    });
    opened.on('error', (error) => lose(opened, error.message));
    opened.on('end', () => lose(opened, 'ended by the server'));
    options.onOpen((message) => writer?.write(message), openings > 0);
    openings += 1;
  };

  start();
  return {
    write: (message) => !closed && (writer?.write(message) ?? false),
    get isOpen() {
      return stream !== undefined;
    },
    close: () => {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      const last = stream;
      if (!last) return;
      writer?.finish();
      last.end();
      setTimeout(() => last.cancel(), LINGER_MS).unref();
    },
  };
};

/** A client that was closed throws; so does one whose channel cannot be made. */
const tryToOpen = <Req, Res>(
  options: Pick<LivingStreamOptions<Req, Res>, 'open'>,
): DuplexCall<Req, Res> | Error => {
  try {
    return options.open();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
