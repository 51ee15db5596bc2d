// The desk's commands: presence, the answer to an offer, the wrap-up. Each may be sent twice and counts once.
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  UseFilters,
} from '@nestjs/common';
import type { Request } from 'express';
import { packetRendered } from '../../../observations';
import { choiceField, DECLINE_REASONS, DISPOSITIONS, flagField, idempotencyKey, RATINGS } from './desk-body';
import { DESK_DOOR, type DeskDoor } from './desk-door';
import { DeskProblemFilter, refuse } from './desk-problem';

@Controller('v1/desk')
@UseFilters(DeskProblemFilter)
export class DeskController {
  constructor(@Inject(DESK_DOOR) private readonly door: DeskDoor) {}

  @Get('view')
  view(@Req() request: Request) {
    return this.door.handoffs.agents.feed(this.door.signedIn(request)).view;
  }

  @Post('presence')
  @HttpCode(200)
  async presence(@Req() request: Request, @Body() body: unknown) {
    const key = this.door.commanding(request);
    const to = choiceField(body, 'state', ['ready', 'away']);
    await this.door.handoffs.agents.setPresence(key, to, 'chosen');
    return { state: this.door.handoffs.agents.state(key).status };
  }

  @Post('offers/:offerId/accept')
  @HttpCode(200)
  async accept(
    @Req() request: Request,
    @Param('offerId') offerId: string,
    @Headers('idempotency-key') header: string | undefined,
  ) {
    const key = this.door.commanding(request);
    const inputId = `accept:${offerId}:${idempotencyKey(header)}`;
    const taking = await this.door.handoffs.accept(offerId, key, inputId);
    return taking === 'taken' ? { offerId, state: 'taken' } : refuse({ kind: taking });
  }

  @Post('offers/:offerId/decline')
  @HttpCode(200)
  async decline(@Req() request: Request, @Param('offerId') offerId: string, @Body() body: unknown) {
    const key = this.door.commanding(request);
    const inputId = `decline:${offerId}:${idempotencyKey(request.header('idempotency-key'))}`;
    const because = choiceField(body, 'because', DECLINE_REASONS);
    const handoffId = this.door.handoffs.offered(offerId, key) ?? refuse({ kind: 'offer_unknown' });
    const input = { type: 'DeclineOffer', inputId, offerId, agentId: key.agentId, because } as const;
    if (!(await this.door.handoffs.instruct(handoffId, input))) refuse({ kind: 'offer_expired' });
    return { offerId, state: 'declined' };
  }

  /** The desk's word that the packet of an offer is on the screen. */
  @Post('offers/:offerId/rendered')
  @HttpCode(204)
  rendered(@Req() request: Request, @Param('offerId') offerId: string): void {
    const key = this.door.commanding(request);
    const { offer } = this.door.handoffs.agents.feed(key).view;
    if (offer?.offerId !== offerId) refuse({ kind: 'offer_unknown' });
    else {
      const durationMs = this.door.service.clock() - offer.offeredAt;
      packetRendered(durationMs, { queue: offer.packet.routing.queue });
    }
  }

  @Get('handoffs/:handoffId')
  packet(@Req() request: Request, @Param('handoffId') handoffId: string) {
    this.held(request, handoffId);
    return this.door.handoffs.packet(handoffId) ?? refuse({ kind: 'handoff_unknown' });
  }

  @Post('handoffs/:handoffId/wrap-up')
  @HttpCode(200)
  async wrapUp(@Req() request: Request, @Param('handoffId') handoffId: string, @Body() body: unknown) {
    const { agentId } = this.door.commanding(request);
    this.held(request, handoffId);
    const input = {
      type: 'CompleteWrapUp',
      inputId: `wrap-up:${agentId}:${idempotencyKey(request.header('idempotency-key'))}`,
      agentId,
      disposition: choiceField(body, 'disposition', DISPOSITIONS),
      rating: choiceField(body, 'rating', RATINGS),
      callerRepeated: flagField(body, 'callerRepeated'),
    } as const;
    if (!(await this.door.handoffs.instruct(handoffId, input)))
      refuse({ kind: 'not_now', what: 'The wrap-up' });
    return { handoffId, state: 'completed' };
  }

  @Post('handoffs/:handoffId/wrap-up/extend')
  @HttpCode(200)
  async extend(@Req() request: Request, @Param('handoffId') handoffId: string) {
    const { agentId } = this.door.commanding(request);
    this.held(request, handoffId);
    const inputId = `extend:${agentId}:${idempotencyKey(request.header('idempotency-key'))}`;
    const isExtended = await this.door.handoffs.instruct(handoffId, {
      type: 'ExtendWrapUp',
      inputId,
      agentId,
    });
    if (!isExtended) refuse({ kind: 'not_now', what: 'More time' });
    return { handoffId, state: 'extended' };
  }

  /** Only whose desk shows the caller may read of them. */
  private held(request: Request, handoffId: string): void {
    const { offer, work } = this.door.handoffs.agents.feed(this.door.signedIn(request)).view;
    if (offer?.handoffId !== handoffId && work?.handoffId !== handoffId) refuse({ kind: 'handoff_unknown' });
  }
}
