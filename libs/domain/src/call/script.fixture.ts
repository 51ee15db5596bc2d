// A call for specs: a line that plays prompts and fires timers in virtual time, and a caller who speaks and presses.
import { fold } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { callDecider } from './decide';
import { type CallEffect } from './effects';
import { type CallEvent, type PromptQueued } from './events';
import { type CallInput, type SettleAction } from './inputs';
import { type Call } from './state';

const answeredAt = 1_000_000;
/** How long a prompt takes to play, ms per character. */
const pace = 50;

type Untimed<I extends CallInput> = I extends CallInput ? Omit<I, 'inputId' | 'at'> : never;

export class CallScript {
  readonly events: CallEvent[] = [];
  readonly effects: CallEffect[] = [];
  readonly inputs: CallInput[] = [];
  call: Call;
  nowMs = 0;
  private readonly decider;
  private readonly due = new Map<string, number>();
  private utterances = 0;

  constructor(flow: Flow) {
    this.decider = callDecider(flow);
    this.call = this.decider.initial;
  }

  start(over: { readonly spentTodayMicros?: number } = {}): this {
    this.tell({
      type: 'StartCall',
      callId: 'call-1',
      tenantId: 'acme',
      flow: 'orders',
      flowHash: 'f1',
      from: '100',
      to: '200',
      trunk: 't1',
      gateway: 'g1',
      answeredAt,
      spentTodayMicros: over.spentTodayMicros ?? 0,
    });
    return this;
  }

  /** Decides on one input now; returns the events it led to. */
  tell(input: Untimed<CallInput>): readonly CallEvent[] {
    const timed: CallInput = { ...input, inputId: `i${this.inputs.length}`, at: answeredAt + this.nowMs };
    const events = this.decider.decide(this.call, timed);
    this.inputs.push(timed);
    this.call = fold(this.decider, this.call, events);
    this.events.push(...events);
    for (const effect of events.flatMap((event) => this.decider.effects(event))) this.perform(effect);
    return events;
  }

  /** Lets time pass; timers fire when they are due. */
  wait(ms: number): this {
    const until = this.nowMs + ms;
    for (let next = this.nextTimer(); next !== undefined && next.at <= until; next = this.nextTimer()) {
      this.nowMs = Math.max(this.nowMs, next.at);
      this.due.delete(next.timerId);
      this.tell({ type: 'TimerFired', timerId: next.timerId });
    }
    this.nowMs = until;
    return this;
  }

  /** Plays what is queued, and what that leads to, to its end. */
  listen(): this {
    for (let prompt = this.nextPrompt(); prompt !== undefined; prompt = this.nextPrompt()) this.play(prompt);
    return this;
  }

  /** Plays the prompt that is next for a while; `finish` plays the rest. */
  begin(ms: number): string {
    const promptId = this.nextPrompt() ?? 'none';
    this.tell({ type: 'NotePromptStarted', promptId });
    this.wait(ms);
    return promptId;
  }

  play(promptId: string): this {
    this.tell({ type: 'NotePromptStarted', promptId });
    const durationMs = this.durationMs(promptId);
    this.wait(durationMs);
    this.tell({ type: 'NotePromptFinished', promptId, playedMs: durationMs, durationMs });
    return this;
  }

  cut(promptId: string, playedMs: number): this {
    const heardChars = Math.floor(playedMs / pace);
    this.tell({ type: 'NotePromptCut', promptId, playedMs, heardChars });
    return this;
  }

  /** Speaks, and waits until the turn is surely over. */
  say(text: string, over: { readonly confidence?: number; readonly over?: string } = {}): this {
    this.speak(text, over);
    return this.wait(1_600);
  }

  speak(text: string, over: { readonly confidence?: number; readonly over?: string } = {}): string {
    const utteranceId = `u${++this.utterances}`;
    const startMs = this.nowMs;
    const paused = over.over === undefined ? {} : { pausedPromptId: over.over };
    this.tell({ type: 'SpeechStarted', utteranceId, startMs, playedMs: 0, ...paused });
    this.wait(500);
    this.tell({ type: 'SpeechEnded', utteranceId, endMs: this.nowMs });
    const confidence = over.confidence ?? 0.9;
    this.tell({ type: 'SpeechFinal', utteranceId, text, confidence, startMs, endMs: this.nowMs });
    return utteranceId;
  }

  press(digits: string): this {
    for (const digit of digits) this.tell({ type: 'PressDigit', digit });
    return this;
  }

  settle(outcome: SettleAction['outcome'], over: Partial<SettleAction> = {}): readonly CallEvent[] {
    const actionId = this.last('ActionAuthorized')?.actionId ?? 'none';
    return this.tell({
      type: 'SettleAction',
      actionId,
      outcome,
      result: {},
      proof: outcome === 'unknown' ? 'none' : 'response',
      idempotencyKey: `${actionId}-key`,
      ...over,
    });
  }

  all<T extends CallEvent['type']>(type: T): readonly Extract<CallEvent, { readonly type: T }>[] {
    return this.events.filter(
      (event): event is Extract<CallEvent, { readonly type: T }> => event.type === type,
    );
  }

  last<T extends CallEvent['type']>(type: T): Extract<CallEvent, { readonly type: T }> | undefined {
    return this.all(type).at(-1);
  }

  get stage(): string {
    return this.last('StageEntered')?.stage ?? '';
  }

  /** Everything queued so far, as text. */
  get said(): readonly string[] {
    return this.all('PromptQueued').map(({ sentences }) => sentences.join(' '));
  }

  /** Prompts that are neither over nor taken back. */
  get alive(): readonly PromptQueued[] {
    if (this.call.status !== 'live') return [];
    const over = this.events.flatMap((event) =>
      event.type === 'PromptFinished' || event.type === 'PromptCut' || event.type === 'PromptFailed'
        ? [event.promptId]
        : event.type === 'PromptWithdrawn' || (event.type === 'BargeInJudged' && event.verdict === 'cut')
          ? [event.promptId]
          : [],
    );
    return this.all('PromptQueued').filter(({ promptId }) => !over.includes(promptId));
  }

  isTimed(purpose: string): boolean {
    return [...this.due.keys()].some((timerId) => timerId.startsWith(`${purpose}-`));
  }

  durationMs(promptId: string): number {
    const prompt = this.all('PromptQueued').find((queued) => queued.promptId === promptId);
    return (prompt?.sentences.join(' ').length ?? 0) * pace;
  }

  private nextPrompt(): string | undefined {
    return this.alive[0]?.promptId;
  }

  private nextTimer(): { readonly timerId: string; readonly at: number } | undefined {
    const [first] = [...this.due].sort(([, a], [, b]) => a - b);
    return first && { timerId: first[0], at: first[1] };
  }

  private perform(effect: CallEffect): void {
    this.effects.push(effect);
    if (effect.type === 'SetTimer') this.due.set(effect.timerId, effect.dueAt - answeredAt);
    if (effect.type === 'ClearTimer') this.due.delete(effect.timerId);
  }
}
