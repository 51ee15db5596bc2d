import { line } from '@trunkline/domain';
import { createHost } from '@trunkline/event-sourcing';
import { MemoryEventStore } from '@trunkline/event-store';
import { type LineHost } from './line-ports';
import { LostLines } from './lost-lines';

const house = { draining: false, linesActive: 0, linesMax: 9, portsFree: 1, codec: 'PCMU', brainReady: true };

describe('lines that nobody holds any more', () => {
  let store: MemoryEventStore;
  let released: unknown[];

  beforeEach(() => {
    store = new MemoryEventStore();
    released = [];
  });

  const hostOf = (instance: string, tenantOf: (callId: string) => string): LineHost =>
    createHost<line.Line, line.LineInput, line.LineEvent, line.LineEffect>({
      decider: line.lineDecider,
      store,
      actor: { service: 'sip-gateway', instance },
      perform: () => undefined,
      clock: () => 9_000,
      scheduler: { schedule: () => () => undefined },
      locate: (stream) => {
        const callId = stream.slice('line/'.length);
        return { tenantId: tenantOf(callId), callId };
      },
    });

  /** A line as a process of this name left it. */
  const leave = async (
    callId: string,
    gateway: string,
    ...further: readonly line.LineInput[]
  ): Promise<void> => {
    const host = hostOf(gateway, () => 'acme');
    const offer: line.OfferLine = {
      ...{ type: 'OfferLine', inputId: 'l1', at: 1_000, callId, tenantId: 'acme', gateway, house },
      ...{ sipCallId: `${callId}@peer`, fromTag: 'tag', from: 'a', to: 'b', trunk: 't', flow: 'f' },
      ...{ lineMsMax: 60_000, noMediaMsMax: 10_000 },
    };
    for (const input of [offer, ...further]) await host.dispatch(`line/${callId}`, input);
    await host.close();
  };

  const lost = (held: readonly string[] = []): LostLines => {
    const lines: LostLines = new LostLines({
      store,
      instance: 'gw-1',
      host: () => host,
      isHeld: (callId) => held.includes(callId),
      wallMs: () => 9_000,
      release: (dialog) => released.push(dialog),
    });
    const host = hostOf('gw-1', (callId) => lines.tenantOf(callId) ?? 'nobody');
    return lines;
  };

  it('are closed with a reason, and their callers hung up', async () => {
    await leave('one', 'gw-1', {
      ...{ type: 'NoteAnswered', inputId: 'l2', at: 2_000, codec: 'PCMU' },
      ...{ noMediaMsMax: 10_000, lineMsMax: 60_000 },
    });
    await leave('two', 'gw-1');
    expect(await lost().close()).toBe(2);
    expect(await store.openStreams('line')).toEqual([]);
    const { events } = await store.read<line.LineEvent, line.LineInput>('line/one');
    expect(events.map(({ event }) => event)).toContainEqual({
      ...{ type: 'LineEnded', v: 1, reason: 'gateway-lost', durationMs: 7_000 },
    });
    expect(events.at(-1)?.tenantId).toBe('acme');
    expect(released).toEqual([
      { sipCallId: 'one@peer', callerTag: 'tag' },
      { sipCallId: 'two@peer', callerTag: 'tag' },
    ]);
  });

  it("are not those of another gateway, nor one's own that stand", async () => {
    await leave('held', 'gw-1');
    await leave('theirs', 'gw-2');
    expect(await lost(['held']).close()).toBe(0);
    expect(released).toEqual([]);
  });

  it('are closed once', async () => {
    await leave('one', 'gw-1');
    const lines = lost();
    expect([await lines.close(), await lines.close()]).toEqual([1, 0]);
  });
});
