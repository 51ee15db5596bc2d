// Lets those in who bear the trace key: timelines and recordings hold what callers said.
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { type Request } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { TRACE_SERVICE, type TraceService } from '../../../serve-trace';
import { refuse } from './trace-problem';

@Injectable()
export class TraceKeyGuard implements CanActivate {
  constructor(@Inject(TRACE_SERVICE) private readonly service: TraceService) {}

  canActivate(context: ExecutionContext): boolean {
    const { authorization } = context.switchToHttp().getRequest<Request>().headers;
    // RFC 6750 2.1; the scheme's name is not case-sensitive (RFC 9110 11.1).
    const given = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) return refuse({ kind: 'key-missing' });
    return isSame(given, this.service.traceKey) || refuse({ kind: 'key-wrong' });
  }
}

/** Digests are of one length, and comparing them says nothing about the key. */
const isSame = (given: string, key: string): boolean => timingSafeEqual(digest(given), digest(key));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
