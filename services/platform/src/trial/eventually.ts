// Waiting for something to become true, looked at again and again, with a bound and a reason.
const LOOK_MS = 50;

/** Resolves with what `look` finds as soon as it is not undefined; rejects after `msMax` and says what it waited for. */
export const eventually = async <T>(
  what: string,
  msMax: number,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> => {
  const until = Date.now() + msMax;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`${what}: not in ${msMax} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

/** Resolves when `isSo`. */
export const becomes = async (
  what: string,
  msMax: number,
  isSo: () => Promise<boolean> | boolean,
): Promise<void> => {
  await eventually(what, msMax, async () => ((await isSo()) ? true : undefined));
};
