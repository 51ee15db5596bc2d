// One stream of one line: attach first, then signals up and directives down, until either end is gone.
import { type ServerDuplexStream } from '@grpc/grpc-js';
import { type conversation } from '@trunkline/contracts';
import { type EpochMs } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { type Attached, type Calls } from '../../../app/calls';
import { type Line, type LineEffect, type Lines } from '../../../app/lines';
import { type LostLines } from '../../../app/lost-lines';
import { refusalOf, verdict, type Refusal } from '../../../verdict';
import { attachmentOf } from './attachment';
import { directiveOf, type Directive } from './directive';
import { inputOf } from './signal-input';

export type ConverseCall = ServerDuplexStream<conversation.ConverseRequest, conversation.ConverseResponse>;

export interface ConverseDeps {
  readonly calls: Calls;
  readonly lines: Lines;
  readonly lostLines: LostLines;
  readonly waitingSignalsMax: number;
  clock(): EpochMs;
  onError(error: unknown): void;
}

/** Directives that a gateway has not taken; a line that far behind is better attached again. */
const UNSENT_MAX = 256;

type Phase = 'new' | 'attaching' | 'attached' | 'over';

export class ConverseStream implements Line {
  private phase: Phase = 'new';
  private callId = '';
  /** Signals that came, and directives that follow from attaching, before the line was told that it is attached. */
  private readonly waiting: conversation.ConverseRequest[] = [];
  private readonly unsaid: conversation.ConverseResponse[] = [];
  traceparent = '';

  constructor(
    private readonly stream: ConverseCall,
    private readonly deps: ConverseDeps,
  ) {
    stream.on('data', (request: conversation.ConverseRequest) => this.take(request));
    stream.on('end', () => this.leave(() => stream.end()));
    stream.on('cancelled', () => this.leave());
    stream.on('error', () => this.leave());
  }

  perform(effect: LineEffect, flow: Flow, traceparent: string): void {
    if (this.phase === 'over') return;
    const directive = directiveOf(effect, flow);
    if (this.phase === 'attached') this.write({ directive, traceparent });
    else this.unsaid.push({ directive, traceparent });
  }

  supersede(): void {
    this.refuse({ kind: 'superseded' });
  }

  letGo(): void {
    this.refuse({ kind: 'unavailable' });
  }

  private take(request: conversation.ConverseRequest): void {
    if (request.traceparent !== '') this.traceparent = request.traceparent;
    switch (this.phase) {
      case 'new':
        return this.open(request);
      case 'attaching':
        if (this.waiting.push(request) > this.deps.waitingSignalsMax) this.refuse({ kind: 'overloaded' });
        return;
      case 'attached':
        return this.hear(request);
      case 'over':
        return;
    }
  }

  private open(request: conversation.ConverseRequest): void {
    const read = attachmentOf(request);
    if (read.kind === 'bad') return this.refuse({ kind: 'bad-signal', problem: read.problem });
    this.phase = 'attaching';
    this.callId = read.attachment.callId;
    this.deps.lostLines.found(this.callId);
    this.deps.calls.attach(read.attachment, this).then(
      (attached) => this.begin(attached),
      (error: unknown) => this.fail(error),
    );
  }

  private begin(attached: Attached): void {
    if (this.phase === 'over') return;
    if (attached.kind === 'refused') return this.refuse(attached.refusal);
    const { bound, epoch, keepPromptIds, isOver } = attached;
    const { voice, locale, limits } = bound.flow;
    this.phase = 'attached';
    this.direct({
      $case: 'attached',
      value: {
        epoch,
        voice,
        language: locale,
        callMsMax: limits.callMsMax,
        keepPromptIds: [...keepPromptIds],
      },
    });
    for (const response of this.unsaid.splice(0)) this.write(response);
    if (isOver) this.direct({ $case: 'hangUp', value: { reason: 'call-ended' } });
    for (const request of this.waiting.splice(0)) this.hear(request);
  }

  private hear(request: conversation.ConverseRequest): void {
    const { signal } = request;
    const input = signal === undefined ? undefined : inputOf(request, signal, this.deps.clock());
    if (input === undefined || request.inputId === '') {
      return this.refuse({ kind: 'bad-signal', problem: 'a signal with an input_id is expected' });
    }
    const told = this.deps.calls.tell(this.callId, input);
    if (told === undefined) return this.refuse({ kind: 'superseded' });
    told.then(
      ({ kind }) => {
        if (kind === 'fenced') this.refuse({ kind: 'superseded' });
        else if (input.type === 'EndLine') this.finish();
      },
      (error: unknown) => this.fail(error),
    );
  }

  /** The line has ended and its end is recorded. */
  private finish(): void {
    if (this.phase === 'over') return;
    this.phase = 'over';
    this.deps.lines.drop(this.callId, this);
    this.deps.calls.forget(this.callId);
    this.stream.end();
  }

  private fail(error: unknown): void {
    this.deps.onError(error);
    this.refuse(refusalOf(error));
  }

  private refuse(refusal: Refusal): void {
    const { code, details } = verdict(refusal);
    // Destroying would lose the status; emitting it is how grpc-js sends one on a stream.
    this.leave(() => this.stream.emit('error', { code, details }));
  }

  /** Whatever the reason, a line without an end of its own may come back. */
  private leave(close?: () => void): void {
    if (this.phase === 'over') return;
    this.phase = 'over';
    if (this.deps.lines.drop(this.callId, this)) this.deps.lostLines.lost(this.callId);
    close?.();
  }

  private direct(directive: Directive): void {
    this.write({ directive, traceparent: this.traceparent });
  }

  private write(response: conversation.ConverseResponse): void {
    this.stream.write(response);
    if (this.stream.writableLength > UNSENT_MAX) this.refuse({ kind: 'overloaded' });
  }
}
