// Whether this process can do its work, and if not, why: asked by its operations page, answered by what it stands on.

/** Resolves with the reason why not, in a few words without addresses or secrets; undefined when all is well. */
export type ReadinessCheck = () => Promise<string | undefined> | string | undefined;

export interface Readiness {
  /** The last check of a name counts. Returns what takes it back. */
  check(name: string, check: ReadinessCheck): () => void;
  /** Reasons by name; none when the process is ready. A check that takes longer than `msMax` is a reason. */
  reasons(msMax: number): Promise<Readonly<Record<string, string>>>;
}

export const createReadiness = (): Readiness => {
  const checks = new Map<string, ReadinessCheck>();
  return {
    check: (name, check) => {
      checks.set(name, check);
      return () => {
        if (checks.get(name) === check) checks.delete(name);
      };
    },
    reasons: async (msMax) => {
      const found = await Promise.all(
        [...checks].map(async ([name, check]) => [name, await reasonOf(check, msMax)] as const),
      );
      return Object.fromEntries(found.flatMap(([name, why]) => (why === undefined ? [] : [[name, why]])));
    },
  };
};

/** Of this process: one, because a process is ready or it is not. */
export const readiness = createReadiness();

const reasonOf = async (check: ReadinessCheck, msMax: number): Promise<string | undefined> => {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    late = setTimeout(() => resolve(`no answer in ${msMax} ms`), msMax);
  });
  try {
    return await Promise.race([Promise.resolve().then(check), tooLate]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(late);
  }
};
