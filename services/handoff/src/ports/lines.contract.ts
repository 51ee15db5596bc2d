// What every adapter of the Lines port keeps to, whatever the telephone network behind it does.
import { type BridgeProgress, type Lines } from './lines.port';

export interface LinesUnderTest {
  readonly lines: Lines;
  /** What the network does next with the bridge of this id. */
  play(bridgeId: string, progress: BridgeProgress): void;
  /** Loses the network for good. */
  lose(): Promise<void>;
  close(): Promise<void>;
}

export const linesContract = (name: string, create: () => Promise<LinesUnderTest>): void => {
  describe(name, () => {
    let under: LinesUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    const request = {
      callId: 'call-0001',
      bridgeId: 'bridge-1',
      targetUri: 'sip:ana@127.0.0.1',
      ringMsMax: 5_000,
    };
    /** Everything reported for a bridge, and its end as a promise. */
    const watch = (bridgeId = 'bridge-1') => {
      const seen: BridgeProgress[] = [];
      let over: (progress: BridgeProgress) => void = () => undefined;
      const ended = new Promise<BridgeProgress>((resolve) => {
        over = resolve;
      });
      const letGo = under.lines.bridge({ ...request, bridgeId }, (progress) => {
        seen.push(progress);
        if (progress.state === 'failed' || progress.state === 'ended') over(progress);
      });
      return { seen, ended, letGo };
    };

    it('reports a bridge from dialling to its end', async () => {
      const { seen, ended } = watch();
      under.play('bridge-1', { state: 'dialing', cause: '' });
      under.play('bridge-1', { state: 'bridged', cause: '' });
      under.play('bridge-1', { state: 'ended', cause: 'agent-hung-up' });
      expect(await ended).toEqual({ state: 'ended', cause: 'agent-hung-up' });
      expect(seen.map(({ state }) => state)).toEqual(['dialing', 'bridged', 'ended']);
    });

    it('reports a leg that nobody answers', async () => {
      const { ended } = watch();
      under.play('bridge-1', { state: 'failed', cause: 'sip-486' });
      expect(await ended).toEqual({ state: 'failed', cause: 'sip-486' });
    });

    it('reports the loss of the network as the end', async () => {
      const { ended } = watch();
      under.play('bridge-1', { state: 'bridged', cause: '' });
      await under.lose();
      expect(await ended).toMatchObject({ cause: 'gateway-lost' });
    });

    it('knows whether there was a leg to end', async () => {
      const { ended } = watch();
      under.play('bridge-1', { state: 'ended', cause: 'agent-hung-up' });
      await ended;
      expect(await under.lines.hangUp('call-0001', 'bridge-0', 'done')).toBe(false);
    });
  });
};
