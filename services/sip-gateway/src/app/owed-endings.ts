// Ends of lines that the record does not know of because it could not be written: told again until they are.
import { type Logger } from '@trunkline/runtime';
import { type LineHost } from './line-ports';

/** The oldest is forgotten first; whoever starts next under our name closes its record. */
const OWED_MAX = 10_000;

export interface OwedEndingsOptions {
  readonly log: Logger;
  readonly host: () => Pick<LineHost, 'dispatch'>;
  readonly wallMs: () => number;
}

export class OwedEndings {
  readonly #reasons = new Map<string, string>();
  #isPaying = false;

  constructor(private readonly options: OwedEndingsOptions) {}

  get size(): number {
    return this.#reasons.size;
  }

  owe(callId: string, reason: string): void {
    if (!this.#reasons.has(callId)) this.#reasons.set(callId, reason);
    const [oldest] = this.#reasons.keys();
    if (this.#reasons.size > OWED_MAX && oldest !== undefined) this.#reasons.delete(oldest);
  }

  /** To be called every few seconds. What fails is owed still. */
  async pay(): Promise<void> {
    if (this.#isPaying) return;
    this.#isPaying = true;
    try {
      for (const [callId, reason] of [...this.#reasons]) await this.#payOne(callId, reason);
    } catch (error) {
      this.options.log.warn({ err: error, owed: this.size }, 'ends of lines are not recorded yet');
    } finally {
      this.#isPaying = false;
    }
  }

  async #payOne(callId: string, reason: string): Promise<void> {
    const { host, wallMs } = this.options;
    const at = wallMs();
    const stream = `line/${callId}`;
    await host().dispatch(stream, { type: 'NoteHungUp', reason, inputId: 'owed-hung-up', at });
    await host().dispatch(stream, { type: 'NoteReleased', inputId: 'owed-released', at });
    this.#reasons.delete(callId);
  }
}
