// Lines that the record has under our name and that nobody holds any more: it is told that they are over.
import { type line } from '@trunkline/domain';
import { type EventStore } from '@trunkline/event-sourcing';
import { type DialogName } from '@trunkline/telephony';
import { type LineHost } from './line-ports';

export interface LostLinesOptions {
  readonly store: Pick<EventStore, 'openStreams' | 'read'>;
  readonly instance: string;
  readonly host: () => Pick<LineHost, 'dispatch'>;
  readonly isHeld: (callId: string) => boolean;
  readonly wallMs: () => number;
  /** Whoever is still on such a line is told that it is over. */
  readonly release: (dialog: DialogName) => void;
}

export class LostLines {
  readonly #tenants = new Map<string, string>();

  constructor(private readonly options: LostLinesOptions) {}

  /** Of a line that is being closed. */
  tenantOf(callId: string): string | undefined {
    return this.#tenants.get(callId);
  }

  /** Rejects when the record cannot be read or written. Returns how many lines were closed. */
  async close(): Promise<number> {
    const { store, host, wallMs, release } = this.options;
    let closed = 0;
    for (const stream of await store.openStreams('line')) {
      const offered = await this.#lost(stream);
      if (!offered) continue;
      release({ sipCallId: offered.sipCallId, callerTag: offered.fromTag });
      this.#tenants.set(offered.callId, offered.tenantId);
      const at = wallMs();
      const inputId = 'gateway-lost';
      await host().dispatch(stream, { type: 'NoteHungUp', reason: 'gateway-lost', inputId, at });
      await host().dispatch(stream, { type: 'NoteReleased', inputId: `${inputId}-released`, at });
      this.#tenants.delete(offered.callId);
      closed += 1;
    }
    return closed;
  }

  /** Looked at last whether it is held: a line may begin while we read. */
  async #lost(stream: string): Promise<line.LineOffered | undefined> {
    const { store, instance, isHeld } = this.options;
    if (isHeld(stream.slice('line/'.length))) return undefined;
    const { events } = await store.read<line.LineEvent, line.LineInput>(stream);
    const offered = events[0]?.event;
    if (offered?.type !== 'LineOffered' || offered.gateway !== instance) return undefined;
    return isHeld(offered.callId) ? undefined : offered;
  }
}
