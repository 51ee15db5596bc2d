import { readConfig, readProcessConfig } from './config';

const env = { TENANTS_DIR: '/tenants', SIP_ENGINE: 'embedded' };

describe('the settings of the gateway process', () => {
  it('name an engine elsewhere, with its secret', () => {
    const named = { ...env, SIP_ENGINE: 'drachtio://10.0.0.2:9022', SIP_ENGINE_SECRET: 's' };
    expect(readProcessConfig(named).engine).toEqual({
      ...{ kind: 'drachtio', host: '10.0.0.2', port: 9_022, secret: 's' },
    });
  });

  it('start the embedded one where they say', () => {
    const listening = { ...env, SIP_LISTEN: '0.0.0.0:5060', SIP_ADVERTISE: '192.0.2.1' };
    expect(readProcessConfig(listening).engine).toEqual({
      ...{ kind: 'embedded', host: '0.0.0.0', port: 5_060, advertisedHost: '192.0.2.1' },
    });
  });

  it('let others reach it where it listens, unless they say otherwise', () => {
    const bound = { ...env, GATEWAY_BIND: '10.0.0.1:7101' };
    expect(readProcessConfig(bound).advertise).toBe('10.0.0.1:7101');
    expect(readProcessConfig({ ...bound, GATEWAY_ADVERTISE: 'gw-1:7101' }).advertise).toBe('gw-1:7101');
  });

  it.each([
    [{ SIP_ENGINE: '' }, 'SIP_ENGINE is not set'],
    [{ SIP_ENGINE: '10.0.0.2:9022' }, 'is neither drachtio://HOST:PORT nor embedded'],
    [{ SIP_ENGINE: 'drachtio://10.0.0.2' }, 'is not HOST:PORT'],
    [{ SIP_ENGINE: 'drachtio://10.0.0.2:9022' }, 'SIP_ENGINE_SECRET is not set'],
    [{ GATEWAY_LINES_MAX: '0' }, 'GATEWAY_LINES_MAX=0 is not an integer in 1..10000'],
  ])('are refused: %j', (change, message) => {
    expect(() => readProcessConfig({ ...env, ...change })).toThrow(message);
  });

  it('need nothing to be read for a gateway inside another process', () => {
    expect(readConfig({})).toMatchObject({ instance: 'sip-gateway-1', sourceCallsMax: 0 });
  });
});
