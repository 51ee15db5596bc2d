// How this process speaks to the others: in plain on loopback and Unix sockets, or with mutual TLS, for all of its
// servers and clients alike.
import { type ChannelCredentials, credentials, ServerCredentials } from '@grpc/grpc-js';
import { ConfigError, type Env } from '@trunkline/runtime';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** PEM texts: who may speak to us, who we are. */
export interface Identity {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export type Transport = { readonly kind: 'plain' } | ({ readonly kind: 'mutual-tls' } & Identity);

const NAMES = { ca: 'GRPC_TLS_CA', cert: 'GRPC_TLS_CERT', key: 'GRPC_TLS_KEY' } as const;

/**
 * GRPC_TLS_CA, GRPC_TLS_CERT and GRPC_TLS_KEY are paths, all three or none of them. Throws ConfigError when one is
 * missing or cannot be read, when key and certificate do not belong together, or the certificate's time is over.
 */
export const readTransport = (
  env: Env,
  { readBytes, nowMs }: { readBytes: (path: string) => Buffer; nowMs: number },
): Transport => {
  const missing = Object.values(NAMES).filter((name) => !env[name]);
  if (missing.length === Object.keys(NAMES).length) return { kind: 'plain' };
  if (missing.length > 0) {
    const all = Object.values(NAMES).join(', ');
    throw new ConfigError(`config: ${missing.join(' and ')} missing; mutual TLS needs all of ${all}`);
  }
  const read = (name: string): Buffer => {
    try {
      return readBytes(env[name] ?? '');
    } catch {
      throw new ConfigError(`config: ${name}=${env[name]} cannot be read`);
    }
  };
  const identity = { ca: read(NAMES.ca), cert: read(NAMES.cert), key: read(NAMES.key) };
  verify(identity, nowMs);
  return { kind: 'mutual-tls', ...identity };
};

const verify = ({ ca, cert, key }: Identity, nowMs: number): void => {
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`config: GRPC_TLS_CA, GRPC_TLS_CERT and GRPC_TLS_KEY do not fit together: ${why}`);
  }
  const { validTo } = new X509Certificate(cert);
  if (Date.parse(validTo) <= nowMs)
    throw new ConfigError(`config: GRPC_TLS_CERT is valid to ${validTo} only`);
};

let ofThisProcess: Transport = { kind: 'plain' };

/** For every server and client that is made after this. */
const useTransport = (transport: Transport): void => {
  ofThisProcess = transport;
};

/** As the environment says; before anything listens or connects. Throws ConfigError. */
export const secureTransport = (env: Env): void =>
  useTransport(readTransport(env, { readBytes: (path) => readFileSync(path), nowMs: Date.now() }));

export const transportOfProcess = (): Transport => ofThisProcess;

export const clientCredentials = (transport: Transport): ChannelCredentials => {
  switch (transport.kind) {
    case 'plain':
      return credentials.createInsecure();
    case 'mutual-tls':
      return credentials.createSsl(transport.ca, transport.key, transport.cert);
  }
};

/** With TLS, a client that shows no certificate of the CA is refused in the handshake. */
export const serverCredentials = (transport: Transport): ServerCredentials => {
  switch (transport.kind) {
    case 'plain':
      return ServerCredentials.createInsecure();
    case 'mutual-tls': {
      const pair = { private_key: transport.key, cert_chain: transport.cert };
      return ServerCredentials.createSsl(transport.ca, [pair], true);
    }
  }
};
