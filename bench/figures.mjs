// Figures of a run: quantiles of values, and of a histogram as Prometheus shows it.

/** Nearest rank. */
export const figures = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]);
  return sorted.length === 0
    ? { count: 0 }
    : { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
};

/**
 * Upper bound in ms of the bucket that holds the quantile, over all scrapes and those labels that hold `only` (default
 * all); without a share the count.
 */
export const bucketQuantile = (text, name, share, only = '') => {
  const counts = new Map();
  const rows = text.matchAll(new RegExp(`^${name}_bucket\\{([^}]*le="([^"]+)"[^}]*)\\} (\\d+)`, 'gm'));
  for (const [, labels, le, count] of rows) {
    if (!labels.includes(only)) continue;
    const bound = le === '+Inf' ? Infinity : Number(le);
    counts.set(bound, (counts.get(bound) ?? 0) + Number(count));
  }
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const total = buckets.at(-1)?.[1] ?? 0;
  if (share === undefined || total === 0) return share === undefined ? total : undefined;
  const bound = buckets.find(([, count]) => count >= share * total)?.[0];
  return bound === Infinity ? 'beyond the last bucket' : Math.round(bound * 1_000);
};

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export const numberFrom = (words, flag, or) => {
  const at = words.indexOf(flag);
  return at < 0 ? or : Number(words[at + 1]);
};
