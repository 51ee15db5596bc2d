// The Lines port over real gRPC.
import { linesContract } from '../../ports/lines.contract';
import { type BridgeProgress } from '../../ports/lines.port';
import { LinesServerDouble } from '../../../test/lines-server.double';
import { grpcLines } from './grpc-lines';

const quick = { reattachMax: 2, reattachMs: 20 };

linesContract('lines over gRPC', async () => {
  const server = new LinesServerDouble();
  const lines = grpcLines({ address: await server.start(), ...quick });
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
    const lines = grpcLines({ address: await server.start(), reattachMax: 50, reattachMs: 20 });
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
