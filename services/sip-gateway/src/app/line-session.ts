// One answered line: its audio path, frame by frame, and the wiring of ear, mouth and brain.
import { silence } from '@trunkline/audio';
import { type conversation, type speech } from '@trunkline/contracts';
import { LineRecorder } from '../media/recorder';
import { type AnsweredLine } from './answered-line';
import { Brain, type Directive } from './brain';
import { Ear } from './ear';
import { earNews, type Paused } from './ear-news';
import { HoldBed } from './hold-bed';
import { type HumanLeg } from './human-leg';
import { LegMeter } from './leg-meter';
import { type LinePorts, type Recorder } from './line-ports';
import { Mouth } from './mouth';
import { isStopgap, promptNews, stopgapOf } from './prompt-news';
import { openSpeechLinks, type SpeechLinks } from './speech-links';
import { StandIn } from './stand-in';
import { TurnTrace } from './turn-trace';
import { WireClock } from './wire-clock';

/** A false start of speech must never leave a prompt paused: the policy decides sooner, this is the anchor's bound. */
const PAUSE_MS_MAX = 4_000;
const MEDIA_CHECK_FRAMES = 25;
const QUALITY_FRAMES = 500;

export class LineSession {
  readonly callId: string;
  human: HumanLeg | undefined;
  isHeld = false;
  readonly #line: AnsweredLine;
  readonly #ports: LinePorts;
  readonly #ear: Ear;
  readonly #mouth: Mouth;
  readonly #brain: Brain;
  readonly #links: SpeechLinks;
  readonly #recorder: Recorder;
  readonly #meter: LegMeter;
  readonly #trace: TurnTrace;
  readonly #wire = new WireClock();
  readonly #bed: HoldBed;
  #hints: speech.RecognitionHints | undefined;
  #ticks = 0;
  readonly #standIn: StandIn;
  #isMuted = false;
  #isAttachedAgain = false;
  #isLossTold = false;
  #isOver = false;

  constructor(line: AnsweredLine, ports: LinePorts) {
    this.#line = line;
    this.#ports = ports;
    this.callId = line.callId;
    this.#trace = new TurnTrace(line.callId);
    this.#meter = new LegMeter(line.rtp);
    const path = `${ports.config.recordingsDir}/${line.callId}.wav`;
    this.#recorder = ports.record?.(path) ?? new LineRecorder(path);
    const traceparent = (): string => this.#trace.traceparent;
    this.#ear = new Ear({
      detector: ports.voiceActivity.open(),
      listener: earNews({
        wire: this.#wire,
        trace: this.#trace,
        mediaMs: () => this.mediaMs,
        pause: () => this.#pause(),
        resume: () => this.#mouth.resume(),
        tell: (signal) => this.#brain.tell(signal),
      }),
      send: (request) => this.#links.toRecognizer.write(request),
      traceparent,
    });
    this.#mouth = new Mouth({
      listener: promptNews({
        wire: this.#wire,
        trace: this.#trace,
        mediaMs: () => this.mediaMs,
        tell: (signal) => this.#brain.tell(signal),
      }),
      send: (request) => this.#links.toSynthesizer.write(request),
      pauseMsMax: PAUSE_MS_MAX,
    });
    this.#bed = new HoldBed({
      setIdle: (source) => this.#mouth.setIdle(source),
      overdueMs: ports.config.bedAfterMs,
    });
    this.#links = openSpeechLinks(ports, line, {
      hints: () => this.#hints,
      heard: (response) => this.#ear.receive(response),
      spoken: (response) => this.#mouth.receive(response),
      back: (part) => (part === 'stt' ? this.#ear.resend() : this.#mouth.resend()),
      lost: (part) => ports.log.warn({ callId: line.callId, part }, 'speech stream lost'),
    });
    this.#standIn = new StandIn({
      say: (text) => this.#mouth.say(stopgapOf(this.#ticks, text), ''),
      giveUp: () => line.onHangUpWanted('brain-lost'),
    });
    this.#brain = new Brain({
      open: () => ports.openConversation(),
      attach: (again) => this.#attach(again),
      onDirective: (directive, parent) => this.#obey(directive, parent),
      onAbsent: (absent) => this.#standIn.absent(absent, this.mediaMs),
      now: () => ({ atMs: ports.wallMs(), mediaMs: this.mediaMs }),
      traceparent,
    });
  }

  /** Media time: ms since the line was answered. */
  get mediaMs(): number {
    return Math.max(0, Math.round(this.#ports.clock() - this.#line.answeredAtMs));
  }

  async start(): Promise<void> {
    await this.#recorder.start();
    // The line may have ended while the file was opened.
    if (this.#isOver) return this.#recorder.stop();
    this.#ports.ticker.add(this);
  }

  digit(digit: string): void {
    if (this.#isMuted) return;
    this.#trace.presses(this.mediaMs);
    this.#brain.tell({ $case: 'digit', value: { digit } });
  }

  held(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.#brain.tell(isHeld ? { $case: 'lineHeld', value: {} } : { $case: 'lineResumed', value: {} });
  }

  /** The gateway goes away within this time: the brain is to find a human for whoever does not talk to one. */
  handOff(withinMs: number): void {
    this.#brain.tell({ $case: 'drain', value: { withinMs } });
  }

  /** Driven by the shared ticker: one frame in, one frame out. */
  tick(nowMs: number): void {
    const heard = this.#line.rtp.hear(nowMs);
    // Music on hold is nobody's turn.
    this.#ear.hear(this.isHeld ? SILENT : heard.mulaw, this.mediaMs);
    this.human?.hear(heard.mulaw);
    let sent = SILENT;
    this.#line.rtp.speak(nowMs, () => {
      sent = this.human?.isBridged ? this.human.next() : this.#nextFrame(nowMs);
      return sent;
    });
    this.#recorder.push(heard.mulaw, sent);
    this.#ticks += 1;
    if (this.#ticks % MEDIA_CHECK_FRAMES === 0) this.#check(nowMs);
    if (this.#ticks % QUALITY_FRAMES === 0) this.#meter.note();
  }

  /** A tick threw: the line is not driven any more. */
  fault(error: unknown): void {
    this.#ports.log.error({ callId: this.callId, err: error }, 'line broke');
    this.#line.onHangUpWanted('platform-error');
  }

  /** Everything but the dialog and the RTP session, which the gateway gives back itself. */
  async end(reason: string): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ports.ticker.remove(this);
    this.#brain.tell({ $case: 'lineEnded', value: { reason } });
    this.#brain.close();
    this.#links.close();
    this.#ear.close();
    this.#trace.end(reason);
    this.#meter.close();
    await this.#recorder.stop();
    const { droppedFrames } = this.#recorder;
    if (droppedFrames > 0)
      this.#ports.log.warn({ callId: this.callId, droppedFrames }, 'recording is incomplete');
  }

  /** Ours to the caller. Who waits for it without a word is not left in silence. */
  #nextFrame(nowMs: number): Uint8Array {
    const isComing =
      !this.#brain.isAttached ||
      this.#ear.isAwaiting ||
      this.#mouth.hasSomethingToSay ||
      this.#wire.isPromised;
    this.#bed.wait(this.#wire.waitedMs(this.mediaMs), isComing);
    const frame = this.#mouth.pull(nowMs);
    const other = this.#bed.isHeard ? 'bed' : 'nothing';
    this.#wire.sent(this.#mouth.isSpeaking ? 'prompt' : other, this.mediaMs);
    return frame;
  }

  #attach(again: boolean): conversation.Attach {
    const { callId, route, from, to, answeredAtWallMs } = this.#line;
    this.#isAttachedAgain = again;
    return {
      callId,
      tenantId: route.tenantId,
      flow: route.flow,
      from,
      to,
      trunk: route.trunk,
      answeredAtMs: answeredAtWallMs,
      again,
      playingPromptId: this.#mouth.current?.promptId ?? '',
      instance: this.#ports.config.instance,
    };
  }

  #obey(directive: Directive, traceparent: string): void {
    switch (directive.$case) {
      case 'attached':
        // A cut may have been lost with the stream: what is not wanted any more is said by what is.
        return this.#isAttachedAgain ? this.#keepOnly(directive.value.keepPromptIds) : undefined;
      case 'say':
        return this.#isMuted ? undefined : this.#mouth.say(directive.value, traceparent);
      case 'cut':
        this.#wire.judged(directive.value.promptId, 'interrupt');
        return this.#mouth.cut(directive.value.promptId);
      case 'resume':
        this.#wire.judged(directive.value.promptId, 'false');
        this.#trace.wentOn();
        return this.#mouth.resume(directive.value.promptId);
      case 'listen':
        return this.#listen(directive.value);
      case 'bed':
        this.#wire.waitsForHuman(directive.value.on);
        return this.#bed.order(directive.value.on);
      case 'hangUp':
        return this.#line.onHangUpWanted(directive.value.reason);
      case 'muted':
        return directive.value.over ? this.#unmute() : this.#mute();
    }
  }

  #keepOnly(promptIds: readonly string[]): void {
    const stopgaps = this.#mouth.promptIds.filter(isStopgap);
    this.#mouth.cutAllBut(new Set([...promptIds, ...stopgaps]));
  }

  #listen(listen: conversation.Listen): void {
    this.#hints = listen;
    this.#links.toRecognizer.write({ request: { $case: 'hints', value: listen } });
  }

  /** The reflex: whoever begins to speak is not spoken to. */
  #pause(): Paused | undefined {
    const paused = this.#mouth.pause(this.#ports.clock());
    return paused && { ...paused, wasHeard: this.#mouth.isSpeaking };
  }

  /** The human is lost: the policy looks for another one, and the caller is heard and spoken to meanwhile. */
  #unmute(): void {
    this.#isMuted = false;
    this.#ear.unmute();
  }

  #mute(): void {
    this.#isMuted = true;
    this.#ear.mute();
    this.#wire.handedOver();
    // The bed stays: a human leg that is lost leaves the caller with it, not with silence.
    this.#mouth.cutAllBut(new Set());
  }

  #check(nowMs: number): void {
    this.#line.onCheck();
    const silentMs = nowMs - this.#line.rtp.lastHeardAtMs;
    const { mediaLostMsMax, heldMsMax } = this.#ports.config;
    const isLost = silentMs > (this.isHeld ? heldMsMax : mediaLostMsMax);
    if (isLost && !this.#isLossTold) this.#line.onMediaLost(Math.round(silentMs));
    this.#isLossTold = isLost;
    // Who talks to a human does not miss us.
    const maySpeak = !this.#isMuted && !this.#mouth.hasSomethingToSay;
    if (!this.human?.isBridged) this.#standIn.check(this.mediaMs, maySpeak);
  }
}

const SILENT = silence.next();
