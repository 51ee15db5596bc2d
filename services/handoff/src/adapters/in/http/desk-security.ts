// What every answer of the desk carries, and what every command must: headers against scripts, frames and other sites.
import { type NextFunction, type Request, type Response } from 'express';
import { refuse } from './desk-problem';

/** Text of callers reaches this page; no script, frame or connection of anybody else does. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export const deskHeaders = (_request: Request, response: Response, next: NextFunction): void => {
  response.setHeader('Content-Security-Policy', CSP);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** Throws for a command that a page of another site sends: browsers say so (Fetch Metadata), older ones by Origin. */
export const ownSite = (request: Request): void => {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse({ kind: 'cross-site' });
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host ?? ''}` && origin !== `https://${host ?? ''}`) {
    refuse({ kind: 'cross-site' });
  }
};
