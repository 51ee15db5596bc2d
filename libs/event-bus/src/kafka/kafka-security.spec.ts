// A process says who it is as its settings tell it, and never says its password in the clear.
import { kafkaSecurity } from './kafka-security';

const readText = (path: string): string => `content of ${path}`;
const files = { KAFKA_TLS_CA: 'ca', KAFKA_TLS_CERT: 'cert', KAFKA_TLS_KEY: 'key' };
const user = { KAFKA_SASL_USERNAME: 'trace', KAFKA_SASL_KEY: 'secret' };

describe('security towards brokers', () => {
  it('is none without settings', () => {
    expect(kafkaSecurity({}, readText)).toEqual({});
  });

  it('shows a certificate where both sides do', () => {
    const ssl = { minVersion: 'TLSv1.2', ca: ['content of ca'] };
    expect(kafkaSecurity({ KAFKA_TLS: 'on', ...files }, readText)).toEqual({ ssl });
    expect(kafkaSecurity({ KAFKA_TLS: 'mutual', ...files }, readText)).toEqual({
      ssl: { ...ssl, cert: 'content of cert', key: 'content of key' },
    });
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])('logs in by %s', (mechanism) => {
    const { sasl } = kafkaSecurity({ KAFKA_TLS: 'on', KAFKA_SASL_MECHANISM: mechanism, ...user }, readText);
    expect(sasl).toEqual({ mechanism, username: 'trace', password: 'secret' });
  });

  it.each([
    [{ KAFKA_SASL_MECHANISM: 'plain', ...user }, 'KAFKA_SASL_MECHANISM=plain needs KAFKA_TLS'],
    [{ KAFKA_SASL_MECHANISM: 'scram-sha-512' }, 'KAFKA_SASL_USERNAME is not set'],
    [{ KAFKA_TLS: 'mutual', KAFKA_TLS_CERT: 'cert' }, 'KAFKA_TLS_KEY is not set'],
    [{ KAFKA_TLS: 'yes' }, 'KAFKA_TLS=yes is not one of'],
  ])('is refused: %j', (env, message) => {
    expect(() => kafkaSecurity(env, readText)).toThrow(message);
  });
});
