// The Lines port over real gRPC.
import { linesContract } from '../../ports/lines.contract';
import { type BridgeProgress } from '../../ports/lines.port';
import { LinesServerDouble } from '../../../test/lines-server.double';
import { grpcLines } from './grpc-lines';

const quick = { reattachMax: 2, reattachMs: 20 };

linesContract('lines over gRPC', async () => {
  const server = new LinesServerDouble();
  const lines = grpcLines({ addresses: await server.start(), ...quick });
  return {
    lines,
    play: (bridgeId, progress) => server.play(bridgeId, progress),
    lose: () => server.stop(),
    close: async () => {
      lines.close();
      await server.stop();
    },
  };
});

describe('a gateway that breaks off', () => {
  it('is asked again for the same bridge, which goes on where it was', async () => {
    const server = new LinesServerDouble();
    const lines = grpcLines({ addresses: await server.start(), reattachMax: 50, reattachMs: 20 });
    const seen: BridgeProgress[] = [];
    const request = {
      callId: 'call-0001',
      bridgeId: 'bridge-1',
      targetUri: 'sip:ana@127.0.0.1',
      ringMsMax: 5_000,
    };
    const over = new Promise<void>((resolve) => {
      lines.bridge(request, (progress) => {
        seen.push(progress);
        if (progress.state === 'ended') resolve();
      });
    });
    await server.asks(0);
    server.breakOff('bridge-1');
    expect(await server.asks(1)).toMatchObject({ bridgeId: 'bridge-1', ringMsMax: 5_000 });
    server.play('bridge-1', { state: 'bridged', cause: '' });
    server.play('bridge-1', { state: 'ended', cause: 'caller-left' });
    await over;
    expect(seen.map(({ state }) => state)).toEqual(['bridged', 'ended']);
    lines.close();
    await server.stop();
  });
});

describe('several gateways', () => {
  const request = {
    callId: 'call-0001',
    bridgeId: 'bridge-1',
    targetUri: 'sip:ana@127.0.0.1',
    ringMsMax: 5_000,
  };
  const servers: LinesServerDouble[] = [];
  const started = async (holds: readonly string[]): Promise<string> => {
    const server = new LinesServerDouble(holds);
    servers.push(server);
    return server.start();
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  it('are asked in turn for the one that holds the call', async () => {
    const addresses = [await started([]), await started(['call-0001']), await started([])].join(',');
    const lines = grpcLines({ addresses, ...quick });
    lines.bridge(request, () => undefined);
    expect(await servers[1]?.asks(0)).toMatchObject({ callId: 'call-0001' });
    await lines.hangUp('call-0001', 'bridge-1', 'done');
    expect(servers.map(({ hungUp }) => hungUp)).toEqual([[], ['bridge-1'], []]);
    lines.close();
  });

  it.each([
    ['by the registry, also one that is not configured', 'call-0001', true],
    ['in spite of a registry that is wrong', 'call-0002', true],
    ['in spite of a registry that fails', 'call-0001', false],
  ])('are found %s', async (_, heldThere, answers) => {
    const known = await started([heldThere]);
    const configured = [
      await started([]),
      await started(heldThere === 'call-0001' && answers ? [] : ['call-0001']),
    ];
    const registry = { get: async () => (answers ? known : Promise.reject(new Error('away'))) };
    const lines = grpcLines({ addresses: configured.join(','), registry, ...quick });
    lines.bridge(request, () => undefined);
    const expected = heldThere === 'call-0001' && answers ? servers[0] : servers[2];
    expect(await expected?.asks(0)).toMatchObject({ callId: 'call-0001' });
    lines.close();
  });
});
