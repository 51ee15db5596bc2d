// How the desk misbehaves on request: per operation, for one order or for all, for some requests or for good.

export const OPERATIONS = ['orders', 'cancellations', 'refunds', 'actions'] as const;
export type SwitchedOperation = (typeof OPERATIONS)[number];

/**
 * `slow` waits, then acts and answers; `fail` answers 500 without acting; `commit-no-answer` acts and stays silent;
 * `answer-late` acts and answers later; `commit-late` is silent and acts later, whoever has hung up by then.
 */
export type Mode =
  | { readonly kind: 'normal' | 'fail' | 'commit-no-answer' }
  | { readonly kind: 'slow' | 'answer-late' | 'commit-late'; readonly ms: number };

export interface Switch {
  readonly operation: SwitchedOperation;
  readonly mode: Mode;
  readonly order?: string;
  /** After so many requests it is normal again. */
  readonly times?: number;
}

const MS_MAX = 120_000;

/** Undefined for anything that is not a switch. */
export const readSwitch = (body: unknown): Switch | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  const { operation, mode, order, times } = body as Record<string, unknown>;
  const known = OPERATIONS.find((name) => name === operation);
  const parsed = typeof mode === 'string' ? readMode(mode) : undefined;
  if (!known || !parsed) return undefined;
  return {
    operation: known,
    mode: parsed,
    ...(typeof order === 'string' && { order }),
    ...(typeof times === 'number' && times > 0 && { times }),
  };
};

const readMode = (text: string): Mode | undefined => {
  const [, kind, digits] = /^([a-z-]+)(?::(\d{1,6}))?$/.exec(text) ?? [];
  const ms = digits === undefined ? undefined : Number(digits);
  switch (kind) {
    case 'normal':
    case 'fail':
    case 'commit-no-answer':
      return ms === undefined ? { kind } : undefined;
    case 'slow':
    case 'answer-late':
    case 'commit-late':
      return ms !== undefined && ms <= MS_MAX ? { kind, ms } : undefined;
    default:
      return undefined;
  }
};

/** The newest switch of an operation and order counts; one for an order comes before one for all. */
export class Switchboard {
  private readonly set = new Map<string, { readonly mode: Mode; left: number }>();

  turn({ operation, order, mode, times }: Switch): void {
    this.set.set(`${operation}/${order ?? '*'}`, { mode, left: times ?? Infinity });
  }

  /** The mode of this request. */
  take(operation: SwitchedOperation, order: string): Mode {
    for (const place of [`${operation}/${order}`, `${operation}/*`]) {
      const found = this.set.get(place);
      if (!found || found.left < 1) continue;
      found.left -= 1;
      return found.mode;
    }
    return { kind: 'normal' };
  }
}
