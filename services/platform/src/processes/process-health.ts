// Asks a process's operations page whether it can work.
import { type HostPort } from '../platform-options';

export type Health =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready'; readonly reasons: string }
  | { readonly kind: 'silent' };

const ANSWER_MS_MAX = 2_000;

export const askHealth = async ({ host, port }: HostPort): Promise<Health> => {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const response = await fetch(`http://${host}:${port}/healthz`, { signal });
    const text = await response.text();
    return response.ok ? { kind: 'ready' } : { kind: 'not-ready', reasons: text };
  } catch {
    return { kind: 'silent' };
  }
};
