// The order desk behind the tools, with everything that a backend can do to its clients, and its own ledger.
import { type action } from '@trunkline/domain';
import { argsDigest } from '@trunkline/domain/digest';
import { sha256 } from '@trunkline/event-store';
import { type FaultKind } from '../faults/profile';
import { type LedgerEntry } from './ledger';
import { type Sim } from './sim';

export interface ToolUse {
  readonly actionId: string;
  readonly tool: string;
  readonly effect: action.EffectClass;
  readonly args: action.Fields;
  readonly key: string;
  readonly timeoutMs: number;
}

export interface AttemptEnd {
  readonly class: action.AttemptClass;
  readonly code?: string;
  readonly result?: action.Fields;
  readonly receipt?: string;
}

export type LookupEnd = { readonly state: action.LookupState } & Pick<AttemptEnd, 'result' | 'receipt'>;

type Mode = 'normal' | Extract<FaultKind, `tool-${string}`>;

interface Order {
  readonly item: string;
  readonly total: string;
  readonly arrives: string;
  status: string;
}

/** Every promise of a manifest holds: nothing takes effect later than its in-flight horizon. */
const COMMIT_MS_MAX = 4_500;

export class DeskBackend {
  readonly ledger: LedgerEntry[] = [];
  private readonly orders: ReadonlyMap<string, Order>;
  private readonly done = new Map<string, LedgerEntry>();
  private readonly sent = new Map<string, number>();
  /** Does whatever it is asked under a new key, whether it makes sense or not. */
  private readonly isNaive: boolean;

  constructor(private readonly sim: Sim) {
    this.isNaive = sim.faults.hits('tool-naive');
    this.orders = new Map(
      ORDERS.map(([number, item, status]) => [number, { item, status, total: '84.20', arrives: 'Friday' }]),
    );
  }

  attempt(use: ToolUse): Promise<AttemptEnd> {
    return new Promise((resolve) => {
      let isOver = false;
      const answer = (end: AttemptEnd, afterMs: number): void => {
        if (afterMs >= use.timeoutMs) return;
        this.sim.kernel.after(afterMs, () => {
          if (!isOver) resolve(end);
          isOver = true;
        });
      };
      this.sim.kernel.after(use.timeoutMs, () => {
        if (!isOver) resolve({ class: 'ambiguous', code: 'timeout' });
        isOver = true;
      });
      if (use.effect === 'read') this.read(use, answer);
      else this.write(use, answer);
    });
  }

  async lookUp(key: string): Promise<LookupEnd> {
    const { kernel, random, faults } = this.sim;
    await kernel.pause(random.int(10, 150));
    if (faults.hits('lookup-fails')) {
      await kernel.pause(faults.of('lookup-fails').pick([0, 2_000]));
      return { state: 'error' };
    }
    const entry = this.done.get(key);
    return entry ? { state: 'committed', ...performed(entry) } : { state: 'absent' };
  }

  private read(use: ToolUse, answer: (end: AttemptEnd, afterMs: number) => void): void {
    const { random, faults } = this.sim;
    const tookMs = faults.hits('tool-slow') ? faults.of('tool-slow').int(700, 7_000) : random.int(30, 400);
    if (faults.hits('tool-fails')) return answer({ class: 'retryable', code: 'http_503' }, tookMs);
    if (faults.hits('tool-silent')) return;
    const order = this.orders.get(String(use.args.order));
    if (order === undefined) return answer({ class: 'rejected', code: 'not_found' }, tookMs);
    const { item, total, arrives, status } = order;
    answer({ class: 'ok', result: { item, total, arrives, status, currency: 'USD' } }, tookMs);
  }

  private write(use: ToolUse, answer: (end: AttemptEnd, afterMs: number) => void): void {
    const { random, kernel } = this.sim;
    const nth = (this.sent.get(use.actionId) ?? 0) + 1;
    this.sent.set(use.actionId, nth);
    const commit = (afterMs: number, then?: (end: AttemptEnd) => void): void =>
      void kernel.after(Math.min(afterMs, COMMIT_MS_MAX), () => {
        const end = this.perform(use);
        then?.(end);
      });
    const mode = this.modeOf(nth);
    const chance = mode === 'normal' ? random : this.sim.faults.of(mode);
    switch (mode) {
      case 'normal':
        return commit(chance.int(20, 200), (end) => answer(end, chance.int(10, 200)));
      case 'tool-slow':
        return commit(chance.int(20, 4_000), (end) => answer(end, chance.int(500, 4_000)));
      case 'tool-fails':
        return answer(
          { class: chance.pick(['retryable', 'ambiguous']), code: 'http_500' },
          chance.int(20, 400),
        );
      case 'tool-silent':
        return commit(chance.int(20, 400));
      case 'tool-late':
        return commit(chance.int(1_500, COMMIT_MS_MAX));
      case 'tool-retry-rejected':
        return answer({ class: 'rejected', code: 'not_cancellable' }, chance.int(20, 200));
      case 'tool-naive':
        return;
    }
  }

  private modeOf(nth: number): Mode {
    const { faults } = this.sim;
    if (nth > 1 && faults.hits('tool-retry-rejected')) return 'tool-retry-rejected';
    const modes = ['tool-slow', 'tool-fails', 'tool-silent', 'tool-late'] as const;
    return modes.find((kind) => faults.hits(kind)) ?? 'normal';
  }

  /** Equal keys act once, whatever happens. */
  private perform(use: ToolUse): AttemptEnd {
    const before = this.done.get(use.key);
    if (before) return { class: 'ok', ...performed(before) };
    const order = this.orders.get(String(use.args.order));
    const wanted = use.tool === 'refund_order' ? 'refunded' : 'cancelled';
    if (order === undefined) return { class: 'rejected', code: 'not_found' };
    if (!this.isNaive && order.status === wanted) return { class: 'rejected', code: `already_${wanted}` };
    order.status = wanted;
    const entry: LedgerEntry = {
      at: this.sim.kernel.now,
      position: this.sim.recorded(),
      tool: use.tool,
      argsDigest: argsDigest(use.args),
      keyHash: sha256(use.key),
      actionId: use.actionId,
      receipt: `R${this.ledger.length + 1}`,
    };
    this.ledger.push(entry);
    this.done.set(use.key, entry);
    return { class: 'ok', ...performed(entry) };
  }
}

const ORDERS = [
  ['47112', 'a pair of boots', 'shipped'],
  ['52230', 'a desk lamp', 'processing'],
  ['52231', 'a set of towels', 'processing'],
  ['61874', 'a coffee grinder', 'delivered'],
  ['61875', 'a travel bag', 'delivered'],
] as const;

export const ORDER_NUMBERS = ORDERS.map(([number]) => number);

const performed = ({ tool, receipt }: LedgerEntry) => ({
  result: { status: tool === 'refund_order' ? 'refunded' : 'cancelled', receipt },
  receipt,
});
