// The questions of people and machines about calls, over HTTP: list, timeline, raw events, replay, recording.
import { Controller, Get, Header, Inject, Param, Query, Res, UseFilters, UseGuards } from '@nestjs/common';
import { type Response } from 'express';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isCallId } from '../../../domain/call-id';
import { TRACE_SERVICE, type TraceService } from '../../../serve-trace';
import { positionText, queryOf } from './calls-query';
import { TraceKeyGuard } from './trace-key.guard';
import { refuse, TraceProblemFilter } from './trace-problem';

@Controller('v1/calls')
@UseGuards(TraceKeyGuard)
@UseFilters(TraceProblemFilter)
export class TraceController {
  constructor(@Inject(TRACE_SERVICE) private readonly service: TraceService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async calls(@Query() given: Readonly<Record<string, unknown>>) {
    const query = queryOf(given);
    const calls = await this.service.traces.calls(query);
    const last = calls.at(-1);
    const next = calls.length === query.limit && last ? positionText(last) : undefined;
    return { calls, ...(next === undefined ? {} : { next }) };
  }

  @Get(':callId')
  @Header('Cache-Control', 'no-store')
  async call(@Param('callId') callId: string) {
    return (await this.service.traces.trace(checked(callId))) ?? refuse({ kind: 'call-unknown', callId });
  }

  @Get(':callId/events')
  @Header('Cache-Control', 'no-store')
  async events(@Param('callId') callId: string) {
    const events = await this.service.traces.events(checked(callId));
    return events ? { callId, events } : refuse({ kind: 'call-unknown', callId });
  }

  @Get(':callId/replay')
  @Header('Cache-Control', 'no-store')
  async replay(@Param('callId') callId: string) {
    const report = await this.service.traces.replay(checked(callId));
    return report ? { callId, ...report } : refuse({ kind: 'call-unknown', callId });
  }

  /** Stereo WAV; byte ranges are served. */
  @Get(':callId/recording')
  async recording(@Param('callId') callId: string, @Res() response: Response): Promise<void> {
    const name = `${checked(callId)}.wav`;
    const root = resolve(this.service.recordingsDir);
    const isThere = await stat(join(root, name)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isThere) refuse({ kind: 'recording-missing', callId });
    response.setHeader('Content-Type', 'audio/wav');
    response.setHeader('Cache-Control', 'no-store');
    response.sendFile(name, { root, dotfiles: 'deny', cacheControl: false });
  }
}

const checked = (callId: string): string =>
  isCallId(callId) ? callId : refuse({ kind: 'call-unknown', callId });
