// Who sits at a desk: a signed cookie. The sign-in by desk key is meant for development and small installations.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AgentKey } from '../../../app/agents';

const COOKIE = 'trunkline-desk';
const SESSION_MS = 12 * 3_600_000;

/** The `Set-Cookie` value of a new session. `secure` belongs with HTTPS, and adds the prefix that browsers enforce. */
export const sessionCookie = (
  key: AgentKey,
  deskKey: string,
  at: { nowMs: number; secure: boolean },
): string => {
  const body = Buffer.from(JSON.stringify({ ...key, until: at.nowMs + SESSION_MS })).toString('base64url');
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_MS / 1_000}${at.secure ? '; Secure' : ''}`;
  return `${nameOf(at.secure)}=${body}.${sign(body, deskKey)}; ${attributes}`;
};

export const endedCookie = (secure: boolean): string =>
  `${nameOf(secure)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`;

/** The human agent that a Cookie header proves; undefined for none, a forged or an expired one. */
export const sessionOf = (
  cookies: string | undefined,
  deskKey: string,
  nowMs: number,
): AgentKey | undefined => {
  const value = cookieValue(cookies);
  const [body, signature] = value?.split('.') ?? [];
  if (!body || !signature || !isSame(signature, sign(body, deskKey))) return undefined;
  const session = JSON.parse(Buffer.from(body, 'base64url').toString()) as AgentKey & { until: number };
  return session.until > nowMs ? { tenantId: session.tenantId, agentId: session.agentId } : undefined;
};

/** Compares in a time that says nothing about where the two differ. */
export const isSame = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected));

const nameOf = (secure: boolean): string => (secure ? `__Host-${COOKIE}` : COOKIE);

const cookieValue = (cookies: string | undefined): string | undefined => {
  for (const cookie of (cookies ?? '').split(';')) {
    const [name, value] = cookie.trim().split('=');
    if (name === nameOf(true) || name === nameOf(false)) return value;
  }
  return undefined;
};

/** The desk key admits people; what signs is derived from it, so that neither can stand for the other. */
const sign = (body: string, deskKey: string): string =>
  createHmac('sha256', `desk-session:${deskKey}`).update(body).digest('base64url');

const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
