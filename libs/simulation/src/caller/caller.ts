// A simulated caller: hears what the line plays, and answers as people do.
import { type call } from '@trunkline/domain';
import { type Stage } from '@trunkline/flow';
import { type Random } from '../kernel/random';
import { type Ear } from '../world/ear';
import { type Line, type Listener } from '../world/line';
import { type Sim } from '../world/sim';
import { type Habit, type Person } from './habits';
import { ACKNOWLEDGEMENTS, INTERJECTIONS, NO, NOISE, wordsFor, YES } from './wordings';

type Say = Extract<call.CallEffect, { type: 'Say' }>;

const NUMBERS = ['52230', '52230', '52231', '61874', '61875', '47112', '99999'] as const;
/** However patient, nobody stays longer. */
const PATIENCE_MS_MAX = 900_000;
/** After so long without a word from us the caller asks whether anybody is there. */
const HELLO_MS = 20_000;

export class Caller implements Listener {
  private readonly random: Random;
  private number: string;
  private goalsLeft = 2;
  private silentUntil = 0;
  private heard = 0;
  private hasCorrected = false;
  /** An outcome was told to the end. */
  private isServed = false;
  private isOver = false;

  constructor(
    private readonly sim: Sim,
    private readonly person: Person,
    private readonly at: { readonly line: Line; readonly ear: Ear },
  ) {
    this.random = sim.random.split('caller');
    this.number = this.random.pick(NUMBERS);
  }

  answered(): void {
    const { kernel } = this.sim;
    kernel.after(PATIENCE_MS_MAX, () => this.hangUp());
    if (this.has('hangs-up')) kernel.after(this.random.int(300, 90_000), () => this.hangUp());
    if (this.has('puts-on-hold')) kernel.after(this.random.int(3_000, 40_000), () => this.hold());
    kernel.after(HELLO_MS, () => this.hello(0));
  }

  promptStarted(say: Say, durationMs: number): void {
    this.heard += 1;
    const into = (share: number): number => Math.floor(durationMs * share);
    if (this.does('talks-over-prompts', 0.4))
      this.sayIn(into(this.random.next()), this.random.pick(INTERJECTIONS));
    if (this.does('backchannels', 0.5))
      this.sayIn(into(this.random.next()), this.random.pick(ACKNOWLEDGEMENTS));
    const isQuestion = say.kind === 'read-back';
    if (isQuestion && this.does('says-yes-early', 0.7))
      this.sayIn(into(this.random.next()), this.random.pick(YES));
    if (this.does('hangs-up', 0.04)) this.sim.kernel.after(into(0.5), () => this.hangUp());
  }

  promptEnded({ kind }: Say): void {
    if (kind === 'answer' || kind === 'unknown-outcome') this.isServed = true;
    const heard = this.heard;
    this.sim.kernel.after(this.random.int(200, 1_400), () =>
      heard === this.heard ? this.respond() : undefined,
    );
  }

  bridged(): void {
    if (this.random.chance(0.4)) this.sim.kernel.after(this.random.int(500, 40_000), () => this.hangUp());
  }

  over(): void {
    this.isOver = true;
  }

  private respond(): void {
    const { line, ear } = this.at;
    const isBusy = !line.playout.isQuiet || ear.isBusy || line.isMuted;
    if (this.isOver || isBusy || this.sim.kernel.now < this.silentUntil) return;
    const stage = this.sim.flow.stages[line.stage];
    if (stage === undefined || this.odd()) return;
    this.answer(stage);
  }

  /** Something else than an answer. */
  private odd(): boolean {
    if (this.does('falls-silent', 0.35)) return true;
    if (this.does('mumbles', 0.35)) {
      this.say(this.random.pick(['', this.random.pick(NOISE)]), this.random.next() * 0.3);
      return true;
    }
    if (this.does('rambles', 0.4)) {
      this.say(this.random.pick(NOISE));
      return true;
    }
    if (this.does('asks-for-a-human', 0.3)) {
      this.say(this.random.pick(['agent', 'i want to speak to someone', 'a human please']));
      return true;
    }
    return false;
  }

  private answer(stage: Stage): void {
    switch (stage.kind) {
      case 'ask':
        if (stage.slot !== undefined) return this.giveNumber();
        return this.wish(stage.intents.map(({ intent }) => intent));
      case 'check':
        return this.yesOrNo(0.85);
      case 'confirm':
        return this.confirm();
      case 'act':
      case 'tell':
      case 'handoff':
      case 'end':
        return;
    }
  }

  private wish(intents: readonly string[]): void {
    const last = intents.at(-1) ?? '';
    if (this.person.isSteadfast) return this.wishAgain(intents);
    const wanted = this.goalsLeft > 0 ? intents[this.nextGoal(intents.length)] : last;
    this.goalsLeft -= this.has('wants-it-again') ? this.random.pick([0, 1]) : 1;
    if (this.does('presses-keys', 0.3)) return this.press(this.random.pick(['1', '2', '3', '0', '9']));
    this.say(wordsFor(this.sim.flow, wanted ?? last, { random: this.random, digits: this.number }));
  }

  /** Until it is done. */
  private wishAgain(intents: readonly string[]): void {
    const wanted = intents[this.isServed ? intents.length - 1 : this.person.goal] ?? '';
    this.say(wordsFor(this.sim.flow, wanted, { random: this.random, digits: this.number }));
  }

  /** The first wish is the caller's own; the second is mostly to be done with it. */
  private nextGoal(count: number): number {
    if (this.goalsLeft > 1) return Math.min(this.person.goal, count - 1);
    return this.random.chance(this.has('wants-it-again') ? 0.8 : 0.3)
      ? this.random.int(0, count - 1)
      : count - 1;
  }

  private giveNumber(): void {
    if (this.person.isSteadfast) return this.tell(this.number, this.number.split('').join(' '));
    if (this.random.chance(0.25)) this.number = this.random.pick(NUMBERS);
    if (this.does('presses-keys', 0.8)) return this.press(this.number);
    const isShort = this.random.chance(0.08);
    this.say(isShort ? this.number.slice(0, 3) : this.number.split('').join(' '));
    if (isShort) this.sayIn(this.random.int(1_500, 4_000), this.number.slice(3));
  }

  private tell(keys: string, words: string): void {
    return this.has('presses-keys') ? this.press(keys) : this.say(words);
  }

  private confirm(): void {
    if (this.does('says-yes-late', 0.7)) {
      this.silentUntil = this.sim.kernel.now + this.random.int(26_000, 40_000);
      this.sim.kernel.schedule(this.silentUntil, () => this.say('yes'));
      return;
    }
    this.yesOrNo(0.9);
  }

  private yesOrNo(share: number): void {
    if (this.person.isSteadfast) return this.tell('1', 'yes');
    if (this.does('corrects', 0.6) && !this.hasCorrected) return this.correct();
    const isYes = this.random.chance(this.has('says-no') ? 0.4 : share);
    if (this.does('presses-keys', 0.6)) return this.press(isYes ? '1' : '2');
    this.say(this.random.pick(isYes ? YES : NO));
    if (isYes) this.addToYes();
  }

  private addToYes(): void {
    if (this.does('says-yes-twice', 0.8)) this.sayIn(this.random.int(200, 1_200), 'yes');
    if (this.does('corrects', 0.3)) {
      this.sayIn(this.random.int(300, 2_500), `no wait i mean ${this.another()}`);
    }
  }

  private correct(): void {
    this.hasCorrected = this.random.chance(0.6);
    this.say(`no sorry i mean ${this.another()}`);
  }

  private another(): string {
    this.number = this.number === '52231' ? '52230' : '52231';
    return this.number.split('').join(' ');
  }

  private hold(): void {
    this.at.line.held(true);
    this.sim.kernel.after(this.random.int(1_000, 12_000), () => this.at.line.held(false));
  }

  private hello(before: number): void {
    if (this.isOver) return;
    if (before === this.heard && !this.at.line.isMuted && this.random.chance(0.3)) this.say('hello');
    const { heard } = this;
    this.sim.kernel.after(HELLO_MS, () => this.hello(heard));
  }

  private sayIn(delayMs: number, text: string): void {
    this.sim.kernel.after(delayMs, () => this.say(text));
  }

  private say(text: string, confidence = 0.62 + this.random.next() * 0.38): void {
    if (!this.isOver) this.at.ear.hear({ text, confidence });
  }

  private press(keys: string): void {
    let delayMs = 0;
    keys.split('').forEach((digit) => {
      delayMs += this.random.int(150, 400);
      this.sim.kernel.after(delayMs, () => this.at.line.signal({ type: 'PressDigit', digit }));
    });
  }

  private hangUp(): void {
    if (!this.isOver) this.at.line.hangUp('caller-hung-up', 'NoteHungUp');
  }

  private has(habit: Habit): boolean {
    return this.person.habits.includes(habit);
  }

  private does(habit: Habit, share: number): boolean {
    return this.has(habit) && this.random.chance(share);
  }
}
