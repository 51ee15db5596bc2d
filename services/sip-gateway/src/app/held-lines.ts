// The lines of this gateway, and word of the moment when none is left.
import { type HeldLine } from './held-line';

export class HeldLines {
  readonly #lines = new Map<string, HeldLine>();
  readonly #emptied = new Set<() => void>();

  get size(): number {
    return this.#lines.size;
  }

  get all(): readonly HeldLine[] {
    return [...this.#lines.values()];
  }

  /** Lines of one tenant, or of one of its trunks. */
  countOf({ tenantId }: { readonly tenantId: string }, trunk?: string): number {
    return this.all.filter(
      ({ route }) => route.tenantId === tenantId && (trunk === undefined || route.trunk === trunk),
    ).length;
  }

  get(callId: string): HeldLine | undefined {
    return this.#lines.get(callId);
  }

  add(held: HeldLine): void {
    this.#lines.set(held.callId, held);
  }

  delete(callId: string): void {
    this.#lines.delete(callId);
    if (this.#lines.size === 0) for (const emptied of [...this.#emptied]) emptied();
  }

  /** Resolves when no line is left, or after `msMax`. */
  async empty(msMax: number): Promise<void> {
    if (this.#lines.size === 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(late);
        this.#emptied.delete(done);
        resolve();
      };
      const late = setTimeout(done, msMax);
      this.#emptied.add(done);
    });
  }
}
