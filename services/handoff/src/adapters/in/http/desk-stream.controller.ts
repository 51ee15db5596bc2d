// The desk's stream: server-sent events that go on where they broke off, with a heartbeat.
import {
  type BeforeApplicationShutdown,
  Controller,
  Get,
  Headers,
  Inject,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DESK_DOOR, type DeskDoor } from './desk-door';
import { DeskProblemFilter, refuse } from './desk-problem';

const HEARTBEAT_MS = 10_000;
/** A desk that reads more slowly than this is cut off; it comes back and takes up where it was. */
const UNSENT_BYTES_MAX = 1_048_576;
const RECONNECT_MS = 1_000;

@Controller('v1/desk')
@UseFilters(DeskProblemFilter)
export class DeskStreamController implements BeforeApplicationShutdown {
  private readonly open = new Set<Response>();

  constructor(@Inject(DESK_DOOR) private readonly door: DeskDoor) {}

  /** A server that closes waits for its connections, and these would never end by themselves. */
  beforeApplicationShutdown(): void {
    for (const response of this.open) response.end();
  }

  @Get('stream')
  stream(
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): void {
    const key = this.door.signedIn(request);
    const send = (text: string): void => {
      if (response.writableLength > UNSENT_BYTES_MAX) response.destroy();
      else response.write(text);
    };
    const waiting: string[] = [];
    let isOpen = false;
    const { handoffs } = this.door;
    const close = handoffs.agents.openDesk(key, lastEventId, ({ id, event }) => {
      const text = `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
      if (isOpen) send(text);
      else waiting.push(text);
    });
    if (!close) return refuse({ kind: 'too-many-desks' });
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    send(`retry: ${RECONNECT_MS}\n\n${waiting.join('')}`);
    isOpen = true;
    // The heartbeat carries the server's time: countdowns run by it, whatever the desk's clock shows.
    const heartbeat = setInterval(() => send(beat(this.door.service.clock())), HEARTBEAT_MS);
    send(beat(this.door.service.clock()));
    this.open.add(response);
    const stay = handoffs.whenClosed(() => response.end());
    response.on('close', () => {
      this.open.delete(response);
      clearInterval(heartbeat);
      stay();
      close();
    });
  }
}

const beat = (nowMs: number): string => `event: beat\ndata: ${nowMs}\n\n`;
