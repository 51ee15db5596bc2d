// Reads the bodies and headers of the desk's commands; what does not fit is refused by name.
import { type DeclineReason, type Disposition, type PacketRating } from '@trunkline/domain/handoff/index';
import { refuse } from './desk-problem';

export const textField = (body: unknown, field: string, charsMax: number): string => {
  const value = fieldOf(body, field);
  if (typeof value === 'string' && value !== '' && value.length <= charsMax) return value;
  return refuse({ kind: 'bad-request', field, expected: `a text of 1 to ${charsMax} characters` });
};

export const flagField = (body: unknown, field: string): boolean => {
  const value = fieldOf(body, field);
  if (typeof value === 'boolean') return value;
  return refuse({ kind: 'bad-request', field, expected: 'true or false' });
};

export const choiceField = <T extends string>(body: unknown, field: string, choices: readonly T[]): T => {
  const value = fieldOf(body, field);
  const choice = choices.find((candidate) => candidate === value);
  return choice ?? refuse({ kind: 'bad-request', field, expected: `one of ${choices.join(', ')}` });
};

export const idempotencyKey = (header: string | undefined): string =>
  header !== undefined && /^[\w-]{8,64}$/.test(header) ? header : refuse({ kind: 'idempotency-key-missing' });

export const DECLINE_REASONS: readonly DeclineReason[] = [
  'not-my-skill',
  'need-a-moment',
  'technical',
  'other',
];
export const DISPOSITIONS: readonly Disposition[] = ['resolved', 'follow-up', 'transferred', 'unresolved'];
export const RATINGS: readonly PacketRating[] = ['clear', 'unclear', 'wrong-fact', 'not-stated'];

const fieldOf = (body: unknown, field: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[field] : undefined;
