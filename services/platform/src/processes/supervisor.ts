// Runs the planned processes: all but the gateway at once, the gateway when they can work; ends them the other way round.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptProcess, keepProcess } from './kept-process';
import { type ProcessPlan, type ServiceName } from './process-plan';

export interface Supervisor {
  readonly processes: readonly KeptProcess[];
  /** The gateway drains first, then the brain goes, then those it talks to. */
  end(): Promise<void>;
}

export interface SupervisorOptions {
  readonly logDir: string;
  readonly env: NodeJS.ProcessEnv;
  say(sentence: string): void;
  /** Called whenever a process has a new id. */
  onChange(processes: readonly KeptProcess[]): void;
}

/** Each line is started when the one before it can work, and ended when the one after it is gone. */
const LINES: readonly (readonly ServiceName[])[] = [
  ['stt', 'tts', 'tool-gateway', 'handoff', 'trace', 'dialogue-policy'],
  ['sip-gateway'],
];
const ENDS: readonly (readonly ServiceName[])[] = [
  ['sip-gateway'],
  ['dialogue-policy'],
  ['tool-gateway', 'handoff', 'trace', 'stt', 'tts'],
];

/** Rejects with what a process said that does not start; none is left behind then. */
export const supervise = async (
  plans: readonly ProcessPlan[],
  options: SupervisorOptions,
): Promise<Supervisor> => {
  await mkdir(options.logDir, { recursive: true });
  const processes: KeptProcess[] = [];
  const start = (plan: ProcessPlan): KeptProcess => {
    const kept = keepProcess(plan, {
      logFile: join(options.logDir, `${plan.name}.log`),
      env: options.env,
      say: (sentence) => options.say(sentence),
      onChange: () => options.onChange(processes),
    });
    processes.push(kept);
    return kept;
  };
  const end = async (): Promise<void> => {
    for (const services of ENDS) await Promise.all(of(processes, services).map((kept) => kept.end()));
  };
  try {
    for (const services of LINES) {
      const started = plans.filter(({ service }) => services.includes(service)).map(start);
      await Promise.all(started.map((kept) => kept.ready()));
    }
  } catch (error) {
    await end();
    throw error;
  }
  options.onChange(processes);
  return { processes, end };
};

const of = (processes: readonly KeptProcess[], services: readonly ServiceName[]): readonly KeptProcess[] =>
  processes.filter(({ plan }) => services.includes(plan.service));
