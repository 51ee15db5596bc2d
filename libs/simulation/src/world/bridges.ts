// The human legs of a line: dialled, ringing, answered, bridged, and over.
import { type line } from '@trunkline/domain';
import { type Sim } from './sim';

export interface BridgeProgress {
  readonly state: 'dialing' | line.NoteBridge['state'];
  readonly cause: string;
}

type Listener = (progress: BridgeProgress) => void;

interface Bridge {
  readonly bridgeId: string;
  readonly targetUri: string;
  readonly listeners: Set<Listener>;
  last: BridgeProgress;
  isDialled: boolean;
}

export interface BridgePorts {
  isUp(): boolean;
  tell(input: Pick<line.RequestBridge, 'type' | 'bridgeId' | 'targetUri'> | BareNote): void;
  /** Audio flows between caller and human, or does not any more. */
  joined(isJoined: boolean): void;
}

export type BareNote = Omit<line.NoteBridge, 'inputId' | 'at' | 'mediaMs' | 'answers'>;

export class Bridges {
  private readonly known = new Map<string, Bridge>();

  constructor(
    private readonly sim: Sim,
    private readonly ports: BridgePorts,
  ) {}

  /** Asks the line for a bridge, or attaches to the one with this id. Returns what lets go of it. */
  request(order: { readonly bridgeId: string; readonly targetUri: string }, listener: Listener): () => void {
    const { bridgeId, targetUri } = order;
    const before = this.known.get(bridgeId);
    const bridge = before ?? {
      bridgeId,
      targetUri,
      listeners: new Set<Listener>(),
      last: { state: 'dialing', cause: '' },
      isDialled: false,
    };
    this.known.set(bridgeId, bridge);
    bridge.listeners.add(listener);
    listener(bridge.last);
    if (before === undefined && this.ports.isUp())
      this.ports.tell({ type: 'RequestBridge', bridgeId, targetUri });
    else if (before === undefined) this.progress(bridge, 'failed', 'no-such-line');
    return () => bridge.listeners.delete(listener);
  }

  /** The line's Dial effect. */
  dial(bridgeId: string): void {
    const bridge = this.known.get(bridgeId);
    if (bridge === undefined || bridge.isDialled) return;
    bridge.isDialled = true;
    const { kernel, random, faults } = this.sim;
    const steps: (() => void)[] = [
      () => this.progress(bridge, 'ringing', ''),
      () =>
        faults.hits('bridge-fails')
          ? this.progress(bridge, 'failed', 'no-answer')
          : this.progress(bridge, 'answered', ''),
      () => this.progress(bridge, 'bridged', ''),
      () => this.progress(bridge, 'ended', 'agent-hung-up'),
    ];
    const talkMs = faults.hits('human-drops')
      ? faults.of('human-drops').int(50, 900)
      : random.int(3_000, 60_000);
    const delays = [random.int(100, 500), random.int(1_000, 6_000), random.int(100, 600), talkMs];
    let at = 0;
    steps.forEach((step, index) => {
      at += delays[index] ?? 0;
      kernel.after(at, () => (isOver(bridge.last) ? undefined : step()));
    });
  }

  /** Ends every bridge, or the one named. */
  drop(cause: string, bridgeId?: string): void {
    for (const bridge of this.known.values()) {
      if (bridgeId !== undefined && bridge.bridgeId !== bridgeId) continue;
      if (!isOver(bridge.last)) this.progress(bridge, 'ended', cause);
    }
  }

  private progress(bridge: Bridge, state: line.NoteBridge['state'], cause: string): void {
    bridge.last = { state, cause };
    this.ports.joined(state === 'bridged');
    for (const listener of [...bridge.listeners]) listener(bridge.last);
    const { bridgeId } = bridge;
    this.ports.tell({ type: 'NoteBridge', bridgeId, state, ...(cause === '' ? {} : { cause }) });
  }
}

const isOver = ({ state }: BridgeProgress): boolean => state === 'failed' || state === 'ended';
