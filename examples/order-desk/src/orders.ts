// The orders that the desk starts with; chosen so that every ending of the example's flows can be heard.

export type OrderStatus = 'processing' | 'shipped' | 'delivered' | 'cancelled' | 'refunded';

export interface Order {
  readonly number: string;
  readonly item: string;
  readonly totalCents: number;
  readonly currency: 'USD';
  readonly status: OrderStatus;
  /** As it is spoken; empty when nothing is to arrive. */
  readonly arrives: string;
  readonly mayCancel: boolean;
  readonly mayRefund: boolean;
}

const order = (number: string, item: string, rest: Omit<Order, 'number' | 'item' | 'currency'>): Order => ({
  number,
  item,
  currency: 'USD',
  ...rest,
});

const SHIPPED = { status: 'shipped', mayCancel: false, mayRefund: false } as const;
const PROCESSING = { status: 'processing', mayCancel: true, mayRefund: false } as const;
const DELIVERED = { status: 'delivered', arrives: '', mayCancel: false, mayRefund: true } as const;

/** For runs of many calls: 53001 to 53060, each may be cancelled once. */
const ALIKE = Array.from({ length: 60 }, (_, index) =>
  order(String(53_001 + index), 'a box of tea', { totalCents: 1_250, arrives: 'Thursday', ...PROCESSING }),
);

export const SEEDED: readonly Order[] = [
  order('47112', 'a pair of boots', { totalCents: 8_420, arrives: 'Tuesday', ...SHIPPED }),
  order('47113', 'a rain jacket', { totalCents: 12_900, arrives: 'Wednesday', ...SHIPPED }),
  order('52230', 'a desk lamp', { totalCents: 3_995, arrives: 'Friday', ...PROCESSING }),
  order('52231', 'a set of towels', { totalCents: 2_750, arrives: 'Friday', ...PROCESSING }),
  order('52232', 'a kitchen scale', { totalCents: 1_899, arrives: 'Monday', ...PROCESSING }),
  order('61874', 'a coffee grinder', { totalCents: 5_600, ...DELIVERED }),
  order('61875', 'a travel bag', { totalCents: 7_350, ...DELIVERED }),
  order('61876', 'a bicycle pump', { totalCents: 2_480, ...DELIVERED }),
  order('70001', 'a wool blanket', { totalCents: 6_100, ...DELIVERED, mayRefund: false }),
  ...ALIKE,
];
