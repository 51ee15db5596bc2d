// The lines that are attached at this moment, one per call; what is said to a line that is not there is dropped.
import { type call } from '@trunkline/domain';
import { type Flow } from '@trunkline/flow';

export type LineEffect = Extract<
  call.CallEffect,
  { type: 'Say' | 'CutPrompt' | 'ResumePrompt' | 'Listen' | 'PlayBed' | 'Mute' | 'Unmute' | 'HangUp' }
>;

export interface Line {
  /** `traceparent` of the decision that wants it. */
  perform(effect: LineEffect, flow: Flow, traceparent: string): void;
  /** Another stream of the same line, or another instance, has taken over. */
  supersede(): void;
  /** This end cannot serve for the moment: the gateway attaches again and is told what is still wanted. */
  letGo(): void;
  /** W3C Trace Context of the turn at hand; empty when there is none. */
  readonly traceparent: string;
}

export class Lines {
  private readonly attached = new Map<string, Line>();

  constructor(private readonly onDropped: () => void) {}

  get count(): number {
    return this.attached.size;
  }

  put(callId: string, line: Line): void {
    const before = this.attached.get(callId);
    this.attached.set(callId, line);
    if (before !== undefined && before !== line) before.supersede();
  }

  has(callId: string): boolean {
    return this.attached.has(callId);
  }

  /** True when it was this line that the call had. */
  drop(callId: string, line: Line): boolean {
    return this.attached.get(callId) === line && this.attached.delete(callId);
  }

  perform(callId: string, effect: LineEffect, by: { flow: Flow; traceparent: string }): void {
    const line = this.attached.get(callId);
    if (line === undefined) this.onDropped();
    else line.perform(effect, by.flow, by.traceparent);
  }

  traceparent(callId: string): string {
    return this.attached.get(callId)?.traceparent ?? '';
  }

  /** What was recorded may not have been said: only attaching again makes that good. */
  letGo(callId: string): void {
    this.attached.get(callId)?.letGo();
  }

  /** Every line is superseded at once: its gateway attaches to another instance. */
  supersedeAll(): void {
    for (const callId of [...this.attached.keys()]) this.supersede(callId);
  }

  supersede(callId: string): void {
    const line = this.attached.get(callId);
    this.attached.delete(callId);
    line?.supersede();
  }
}
