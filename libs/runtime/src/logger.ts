// JSON logs with static messages. What callers say never goes through here: keys with a `pii` segment are removed.
import pino from 'pino';

export type Logger = pino.Logger;

export interface LogOptions {
  readonly service: string;
  readonly instance: string;
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** A file path; standard output when absent. */
  readonly file?: string;
}

export const createLogger = (options: LogOptions): Logger =>
  pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service, instance: options.instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['pii', '*.pii', '*.*.pii'], remove: true },
    },
    pino.destination({ dest: options.file ?? 1, mkdir: true, sync: false }),
  );

export const silentLogger: Logger = pino({ level: 'silent' });
