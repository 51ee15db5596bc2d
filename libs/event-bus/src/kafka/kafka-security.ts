// How a process proves to brokers who it is, from its settings.
import { ConfigError, type Env, oneOf, str } from '@trunkline/runtime';
import { type KafkaOptions } from './kafka-options';

type Security = NonNullable<KafkaOptions['security']>;

/**
 * KAFKA_TLS is `off` (the default), `on`, or `mutual`; KAFKA_TLS_CA, and for `mutual` KAFKA_TLS_CERT and KAFKA_TLS_KEY,
 * name files. KAFKA_SASL_MECHANISM is `plain`, `scram-sha-256` or `scram-sha-512`, with KAFKA_SASL_USERNAME and
 * KAFKA_SASL_KEY. Throws ConfigError, also for a password that would travel in the clear.
 */
export const kafkaSecurity = (env: Env, readText: (path: string) => string): Security => {
  const tls = oneOf(env, 'KAFKA_TLS', { values: ['off', 'on', 'mutual'], or: 'off' });
  const mechanism = oneOf(env, 'KAFKA_SASL_MECHANISM', {
    values: ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
    or: 'none',
  });
  if (mechanism === 'plain' && tls === 'off') {
    throw new ConfigError('config: KAFKA_SASL_MECHANISM=plain needs KAFKA_TLS');
  }
  return {
    ...(tls === 'off' ? {} : { ssl: tlsOf(env, tls, readText) }),
    ...(mechanism === 'none' ? {} : { sasl: saslOf(env, mechanism) }),
  };
};

const tlsOf = (
  env: Env,
  tls: 'on' | 'mutual',
  readText: (path: string) => string,
): NonNullable<Security['ssl']> => ({
  minVersion: 'TLSv1.2',
  ...(env.KAFKA_TLS_CA ? { ca: [readText(env.KAFKA_TLS_CA)] } : {}),
  ...(tls === 'on'
    ? {}
    : { cert: readText(str(env, 'KAFKA_TLS_CERT')), key: readText(str(env, 'KAFKA_TLS_KEY')) }),
});

const saslOf = (
  env: Env,
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512',
): NonNullable<Security['sasl']> => {
  const [username, password] = [str(env, 'KAFKA_SASL_USERNAME'), str(env, 'KAFKA_SASL_KEY')];
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
};
