// What the desk does: shows an order, cancels it, refunds it; each key once.
import { createHash } from 'node:crypto';
import { type Entry, type Ledger, type Operation } from './ledger';
import { SEEDED, type Order } from './orders';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly replayed?: boolean;
}

export interface Request {
  readonly operation: Operation;
  readonly order: string;
  /** Empty: every request is a new one. */
  readonly key: string;
  /** Refunds: at most the order's total, which is also what an absent amount means. */
  readonly amountCents?: number | undefined;
}

export class Desk {
  private readonly orders = new Map<string, Order>(SEEDED.map((order) => [order.number, order]));
  private readonly done = new Map<string, Entry>();

  constructor(
    private readonly ledger: Pick<Ledger, 'entries' | 'append'>,
    private readonly clock: () => number,
  ) {
    for (const entry of ledger.entries) this.take(entry);
  }

  get entries(): readonly Entry[] {
    return this.ledger.entries;
  }

  show(number: string): Answer {
    const order = this.orders.get(number);
    return order ? { status: 200, body: shown(order) } : refusal(404, 'no_such_order');
  }

  /** Whether the thing asked for under this key was done. */
  actionState(key: string): Answer {
    const entry = this.done.get(key);
    if (!entry) return { status: 200, body: { state: 'absent' } };
    return { status: 200, body: { state: 'committed', ...performed(entry) } };
  }

  perform(request: Request): Answer {
    const bodyDigest = digest(request);
    const before = request.key === '' ? undefined : this.done.get(request.key);
    if (before && before.bodyDigest !== bodyDigest) return refusal(422, 'key_reused');
    if (before) return { status: 201, body: performed(before), replayed: true };
    const order = this.orders.get(request.order);
    if (!order) return refusal(404, 'no_such_order');
    const refused =
      request.operation === 'refunds' ? refuseRefund(order, request) : refuseCancellation(order);
    if (refused) return refused;
    const entry = this.entryOf(order, request, bodyDigest);
    this.ledger.append(entry);
    this.take(entry);
    return { status: 201, body: performed(entry) };
  }

  private entryOf(order: Order, request: Request, bodyDigest: string): Entry {
    const { operation, key } = request;
    const number = String(this.ledger.entries.length + 1).padStart(4, '0');
    const receipt = `${operation === 'refunds' ? 'RF' : 'CX'}-${order.number}-${number}`;
    const amountCents = operation === 'refunds' ? (request.amountCents ?? order.totalCents) : 0;
    return { at: this.clock(), operation, order: order.number, key, bodyDigest, receipt, amountCents };
  }

  private take(entry: Entry): void {
    if (entry.key !== '') this.done.set(entry.key, entry);
    const order = this.orders.get(entry.order);
    if (!order) return;
    const status = entry.operation === 'refunds' ? 'refunded' : 'cancelled';
    this.orders.set(order.number, { ...order, status, arrives: '', mayCancel: false, mayRefund: false });
  }
}

const refuseCancellation = (order: Order): Answer | undefined => {
  if (order.mayCancel) return undefined;
  return refusal(409, order.status === 'cancelled' ? 'already_cancelled' : 'already_shipped');
};

const refuseRefund = (order: Order, { amountCents }: Request): Answer | undefined => {
  if (!order.mayRefund)
    return refusal(409, order.status === 'refunded' ? 'already_refunded' : 'not_refundable');
  if (amountCents === undefined) return undefined;
  const isPossible = Number.isInteger(amountCents) && amountCents > 0 && amountCents <= order.totalCents;
  return isPossible ? undefined : refusal(409, 'amount_too_high');
};

const refusal = (status: number, error: string): Answer => ({ status, body: { error } });

const shown = ({ number, item, totalCents, currency, status, arrives, mayCancel, mayRefund }: Order) => ({
  number,
  item,
  total: dollars(totalCents),
  total_cents: totalCents,
  currency,
  status,
  arrives,
  may_cancel: mayCancel,
  may_refund: mayRefund,
});

const performed = ({ operation, order, receipt, amountCents }: Entry) => ({
  order,
  status: operation === 'refunds' ? 'refunded' : 'cancelled',
  receipt,
  ...(operation === 'refunds' && { amount: dollars(amountCents), amount_cents: amountCents }),
});

const dollars = (cents: number): string => (cents / 100).toFixed(2);

const digest = ({ operation, order, amountCents }: Request): string =>
  createHash('sha256')
    .update(JSON.stringify([operation, order, String(amountCents ?? 'all')]))
    .digest('hex');
