// The settings of this service, read once.
import { ConfigError, hostPort, str, type Env } from '@trunkline/runtime';

export interface TraceConfig {
  readonly http: { readonly host: string; readonly port: number };
  readonly databaseUrl: string;
  readonly recordingsDir: string;
  /** Whoever bears it may read what callers said. */
  readonly traceKey: string;
}

const KEY_CHARS_MIN = 32;
/** What can be sent as a bearer token (RFC 6750 2.1). */
const BEARER = /^[A-Za-z0-9._~+/-]+=*$/;

/** Throws ConfigError. */
export const readConfig = (env: Env): TraceConfig => {
  const traceKey = str(env, 'TRACE_KEY');
  if (traceKey.length < KEY_CHARS_MIN) {
    throw new ConfigError(`config: TRACE_KEY is shorter than ${KEY_CHARS_MIN} characters`);
  }
  if (!BEARER.test(traceKey)) {
    throw new ConfigError('config: TRACE_KEY holds more than letters, digits and -._~+/');
  }
  return {
    http: hostPort(str(env, 'TRACE_HTTP_BIND', '127.0.0.1:8086'), 'TRACE_HTTP_BIND'),
    databaseUrl: str(env, 'DATABASE_URL'),
    recordingsDir: str(env, 'TRACE_RECORDINGS_DIR', '.trunkline/recordings'),
    traceKey,
  };
};
