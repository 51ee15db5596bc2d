// Signing in at a desk, by desk key: for development, and where a proxy in front decides who may come this far.
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Post,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { textField } from './desk-body';
import { DESK_DOOR, type DeskDoor } from './desk-door';
import { DeskProblemFilter, refuse } from './desk-problem';
import { ownSite } from './desk-security';
import { endedCookie, isSame, sessionCookie } from './desk-session';

@Controller('v1/desk')
@UseFilters(DeskProblemFilter)
export class DeskSessionController {
  constructor(@Inject(DESK_DOOR) private readonly door: DeskDoor) {}

  /** Whom one can sign in as. */
  @Get('agents')
  agents(@Headers('desk-key') deskKey: string | undefined) {
    this.admit(deskKey ?? '');
    return { tenants: this.door.people() };
  }

  @Get('session')
  session(@Req() request: Request) {
    const person = this.door.person(this.door.signedIn(request));
    return person ?? refuse({ kind: 'not-signed-in' });
  }

  @Post('session')
  @HttpCode(200)
  signIn(@Req() request: Request, @Body() body: unknown, @Res({ passthrough: true }) response: Response) {
    ownSite(request);
    this.admit(textField(body, 'deskKey', 200));
    const key = { tenantId: textField(body, 'tenantId', 64), agentId: textField(body, 'agentId', 64) };
    const person = this.door.person(key) ?? refuse({ kind: 'unknown-agent' });
    const { service, options } = this.door;
    const at = { nowMs: service.clock(), secure: options.secureCookies ?? false };
    response.setHeader('Set-Cookie', sessionCookie(key, service.deskKey, at));
    return person;
  }

  @Delete('session')
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const key = this.door.commanding(request);
    await this.door.handoffs.agents.setPresence(key, 'away', 'signed-out');
    response.setHeader('Set-Cookie', endedCookie(this.door.options.secureCookies ?? false));
    return { signedOut: true };
  }

  private admit(deskKey: string): void {
    if (!isSame(deskKey, this.door.service.deskKey)) refuse({ kind: 'wrong-desk-key' });
  }
}
