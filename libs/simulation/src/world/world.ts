// A whole platform around one call: services, store, telephone line, caller, order desk and human agents.
import { MemoryEventStore } from '@trunkline/event-store';
import { type Flow } from '@trunkline/flow';
import { type Tenant } from '@trunkline/tenant';
import { Caller } from '../caller/caller';
import { type Person } from '../caller/habits';
import { Faults, type ScriptedFault } from '../faults/faults';
import { type FaultProfile } from '../faults/profile';
import { Kernel } from '../kernel/kernel';
import { Random } from '../kernel/random';
import { type Planted } from '../planted/planted';
import { Admissions } from './admissions';
import { DeskBackend } from './desk-backend';
import { Ear } from './ear';
import { Handoffs, isEnd } from './handoffs';
import { Humans } from './humans';
import { Line } from './line';
import { neighboursOf } from './neighbours';
import { Outage } from './outage';
import { Policy } from './policy';
import { repeated } from './repeated';
import { Service } from './service';
import { type Sim } from './sim';
import { ToolGateway } from './tool-gateway';
import { type call } from '@trunkline/domain';

export interface WorldTerms {
  readonly seed: string;
  readonly tenant: Tenant;
  readonly flow: Flow;
  readonly profile: FaultProfile;
  readonly person: Person;
  readonly planted: Planted;
  readonly script?: ScriptedFault | undefined;
  readonly isRepeated?: boolean | undefined;
}

/** 2026-01-05T09:00:00Z, a Monday. */
const STARTED_AT = 1_767_603_600_000;
const STEPS_MAX = 60_000;
/** Longer than a human agent may talk. */
const LASTS_MS_MAX = 6 * 3_600_000;
const ZOMBIE_CHECK_MS = 1_000;
/** Takeovers end with the conversation: what comes after must come to rest. */
const ZOMBIE_CHECKS_MAX = 180;

export class World {
  readonly sim: Sim;
  readonly store = new MemoryEventStore();
  readonly desk: DeskBackend;
  readonly broken: string[] = [];
  readonly line: Line;
  private readonly kernel = new Kernel(STARTED_AT);
  private readonly policies: Service<Policy>;
  private readonly toolGateways: Service<ToolGateway>;
  private readonly handoffs: Service<Handoffs>;
  private count = 0;
  private tailing = Promise.resolve();

  constructor({ seed, tenant, flow, profile, person, planted, ...terms }: WorldTerms) {
    const random = new Random(seed);
    const { kernel, store } = this;
    const faults = new Faults(profile, random.split('faults'), terms.script);
    this.sim = {
      callId: `sim-${seed}`,
      startedAt: STARTED_AT,
      ...{ kernel, faults, store, tenant, flow, planted },
      random: random.split('world'),
      isRepeated: terms.isRepeated ?? false,
      outage: new Outage(kernel, faults),
      recorded: () => this.count,
      broken: (what) => void this.broken.push(what),
    };
    const { sim } = this;
    this.desk = new DeskBackend(sim);
    const humans = new Humans(sim, () => this.handoffs.current);
    const outside = { admissions: new Admissions(), desk: this.desk };
    const elsewhere = () => ({ toolGateway: this.toolGateways, handoffs: this.handoffs });
    this.line = new Line(sim, {
      policy: () => this.policies.current,
      listener: () => caller,
      ear: () => ear,
    });
    const ear = new Ear(sim, this.line);
    const caller = new Caller(sim, person, { line: this.line, ear });
    this.toolGateways = new Service(sim, (name) => new ToolGateway(name, sim, outside));
    this.handoffs = new Service(sim, (name) => new Handoffs(name, sim, { line: () => this.line, humans }));
    this.policies = new Service(
      sim,
      (name) => new Policy(name, sim, neighboursOf(sim, elsewhere)),
      () => this.line.link.moveTo(),
    );
    humans.signIn();
  }

  async run() {
    const stop = await this.store.onAppend(() => this.tail());
    this.line.receive().catch(() => undefined);
    this.checkZombies(ZOMBIE_CHECKS_MAX);
    this.drainAtSomeTime();
    const ran = await this.kernel.run({ stepsMax: STEPS_MAX, untilMs: STARTED_AT + LASTS_MS_MAX });
    await stop();
    return { ...ran, lastedMs: this.kernel.now - STARTED_AT };
  }

  /** The bus: what was appended reaches its consumers a little later. */
  private tail(): void {
    this.tailing = this.tailing.then(async () => {
      const { events } = await this.store.readAll(String(this.count), 1_000);
      this.count += events.length;
      const ended = events.some(({ event }) => isEnd(event as call.CallEvent));
      if (ended)
        this.kernel.after(this.sim.random.int(5, 300), () => repeated(this.sim, () => this.callEnded()));
    });
  }

  private callEnded(): void {
    this.handoffs.current?.callEnded().catch(() => undefined);
  }

  private drainAtSomeTime(): void {
    if (!this.sim.faults.hits('gateway-drains')) return;
    const chance = this.sim.faults.of('gateway-drains');
    const withinMs = chance.pick([5_000, 15_000, 45_000, 120_000]);
    this.kernel.after(chance.int(1_000, 60_000), () => this.line.drain(withinMs));
  }

  private checkZombies(left: number): void {
    if (left === 0 || this.sim.faults.profile.zombie === undefined) return;
    this.kernel.after(ZOMBIE_CHECK_MS, () => {
      if (this.line.isUp && this.sim.faults.hits('zombie')) this.doubleOwner();
      this.checkZombies(left - 1);
    });
  }

  /** Another instance takes over from one that is alive and does not know. */
  private doubleOwner(): void {
    if (this.sim.faults.of('zombie').chance(0.6)) {
      this.policies.replace();
      this.line.link.moveTo();
    } else {
      this.toolGateways.replace();
    }
  }
}
