// A wait with an end.

export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** Rejects with TookTooLong after so many ms; what was waited for may go on. */
export const within = async <T>(ms: number, what: string, work: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
};
