// The settings of this service, read once.
import { ConfigError, hostPort, secret, str, type Env } from '@trunkline/runtime';

export interface TraceConfig {
  readonly http: { readonly host: string; readonly port: number };
  readonly recordingsDir: string;
  /** Whoever bears it may read what callers said. */
  readonly traceKey: string;
}

/** What can be sent as a bearer token (RFC 6750 2.1). */
const BEARER = /^[A-Za-z0-9._~+/-]+=*$/;

/** Throws ConfigError. */
export const readConfig = (env: Env): TraceConfig => {
  const traceKey = secret(env, 'TRACE_KEY');
  if (!BEARER.test(traceKey)) {
    throw new ConfigError('config: TRACE_KEY holds more than letters, digits and -._~+/');
  }
  return {
    http: hostPort(str(env, 'TRACE_HTTP_BIND', '127.0.0.1:8086'), 'TRACE_HTTP_BIND'),
    recordingsDir: str(env, 'TRACE_RECORDINGS_DIR', '.trunkline/recordings'),
    traceKey,
  };
};
