// Mutual TLS with real certificates: who has none, or one of another authority, is not let in.
import { tools } from '@trunkline/contracts';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { callFailureOf } from './call-failure';
import { type Authority, createAuthority } from './certificates.double';
import { connect } from './connect';
import { fence, fenceDoor } from './fence.double';
import { serve, type Serving } from './serve';
import { type Identity, readTransport, type Transport } from './transport';

const hasOpenssl = (): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
};
const withOpenssl = hasOpenssl() || process.env['CI'] === 'true' ? describe : describe.skip;

withOpenssl('mutual TLS', () => {
  let house: Authority;
  let stranger: Authority;
  let serving: Serving;
  const secured = (identity: Identity): Transport => ({ kind: 'mutual-tls', ...identity });

  beforeAll(async () => {
    house = createAuthority();
    stranger = createAuthority();
    serving = await serve('127.0.0.1:0', [fenceDoor('a')], secured(house.issue('server')));
  });
  afterAll(async () => {
    await serving.close();
    house.remove();
    stranger.remove();
  });

  const ask = async (transport: Transport, address = serving.address): Promise<string> => {
    const client = connect(tools.ActionsServiceClient, address, transport);
    try {
      return await fence(client);
    } finally {
      client.close();
    }
  };

  it('lets in who shows a certificate of the house', async () => {
    expect(await ask(secured(house.issue('client')))).toBe('a');
  });

  it('does not speak in plain', async () => {
    const refused = await ask({ kind: 'plain' }).catch(callFailureOf);
    expect(refused).toMatchObject({ kind: 'unavailable' });
  });

  it('refuses a certificate of another authority', async () => {
    const { cert, key } = stranger.issue('intruder');
    const refused = await ask(secured({ ...house.issue('client'), cert, key })).catch(callFailureOf);
    expect(refused).toMatchObject({ kind: 'unavailable' });
  });

  it('refuses a certificate whose time is over', async () => {
    const refused = await ask(secured(house.issue('late', 0))).catch(callFailureOf);
    expect(refused).toMatchObject({ kind: 'unavailable' });
  });

  it('is not taken in by a server of another authority', async () => {
    const intruder = await serve('127.0.0.1:0', [fenceDoor('x')], secured(stranger.issue('server')));
    const refused = await ask(secured(house.issue('client')), intruder.address).catch(callFailureOf);
    await intruder.close();
    expect(refused).toMatchObject({ kind: 'unavailable' });
  });

  describe('as settings name it', () => {
    const read = (env: Record<string, string>, nowMs = Date.now()): Transport =>
      readTransport(env, { readBytes: (path) => readFileSync(path), nowMs });
    const envOf = (paths: Record<'ca' | 'cert' | 'key', string>) => ({
      GRPC_TLS_CA: paths.ca,
      GRPC_TLS_CERT: paths.cert,
      GRPC_TLS_KEY: paths.key,
    });

    it('is on with all three of them, off with none', () => {
      expect(read(envOf(house.issue('client').paths)).kind).toBe('mutual-tls');
      expect(read({})).toEqual({ kind: 'plain' });
    });

    it('stops a process that would be refused by everybody', () => {
      const { paths } = house.issue('client');
      expect(() => read({ ...envOf(paths), GRPC_TLS_KEY: '' })).toThrow('GRPC_TLS_KEY missing');
      expect(() => read({ ...envOf(paths), GRPC_TLS_CA: '/nowhere' })).toThrow(
        'GRPC_TLS_CA=/nowhere cannot be read',
      );
      expect(() => read({ ...envOf(paths), GRPC_TLS_KEY: house.issue('other').paths.key })).toThrow(
        'do not fit together',
      );
      expect(() => read(envOf(paths), Date.now() + 3 * 86_400_000)).toThrow('GRPC_TLS_CERT is valid to');
    });
  });
});
