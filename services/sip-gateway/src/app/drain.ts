// How a gateway leaves: no new lines, the live ones finish, and what does not is handed to humans before the time is up.

export interface Drained {
  /** Resolves when no line is left, at once when there is none, or after `msMax`. */
  empty(msMax: number): Promise<void>;
  /** Asks the brains to hand every line that a voice agent holds to a human. */
  handOff(withinMs: number): void;
  hangUpAll(reason: string): void;
}

export interface DrainTerms {
  /** From the beginning of the drain; before it nobody is cut, and who talks to a human not before it either. */
  readonly drainMsMax: number;
  /** So long before that, lines of voice agents are handed to humans; at half of it at the latest. */
  readonly drainHandOffMs: number;
  /** Monotonic ms. */
  readonly clock: () => number;
}

/** How long the BYEs of a drained gateway may take. */
const HANG_UP_MS_MAX = 5_000;

/** `house` takes new lines no more. */
export const drain = async (
  house: Drained,
  { drainMsMax, drainHandOffMs, clock }: DrainTerms,
): Promise<void> => {
  const endMs = clock() + drainMsMax;
  const left = (): number => Math.max(0, Math.round(endMs - clock()));
  const handOffMs = Math.min(drainHandOffMs, Math.floor(drainMsMax / 2));
  await house.empty(Math.max(0, left() - handOffMs));
  house.handOff(left());
  await house.empty(left());
  house.hangUpAll('drain');
  await house.empty(HANG_UP_MS_MAX);
};
