// One instance of the service as a process of its own, to be stopped, woken and killed.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

const MAIN = resolve(__dirname, '../dist/main.js');
const TENANT = resolve(__dirname, '../../../examples/order-desk');
const READY_MS_MAX = 30_000;

export interface BrainSettings {
  readonly databaseUrl: string;
  /** Of tool gateway and hand-off service. */
  readonly neighbours: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class BrainProcess {
  private constructor(
    readonly address: string,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves when it says that it is ready. */
  static async start({ databaseUrl, neighbours, env }: BrainSettings): Promise<BrainProcess> {
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        DATABASE_MIGRATE: 'false',
        DIALOGUE_POLICY_BIND: address,
        DIALOGUE_POLICY_INSTANCES: 'many',
        TOOL_GATEWAY_ADDRESS: neighbours,
        HANDOFF_ADDRESS: neighbours,
        TENANTS_DIR: TENANT,
        TENANT_AGENT_URI: 'sip:ana@127.0.0.1',
        TENANT_ORDERS_URL: 'http://127.0.0.1:1',
        CONFIRMATION_KEY: 'a key that is long enough for a spec of this service',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await ready(child);
    return new BrainProcess(address, child);
  }

  /** As an operator's SIGSTOP, a stalled host or a long garbage collection do. */
  stop(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  get isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (this.isGone) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }
}

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`not ready: ${said}`)), READY_MS_MAX);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!said.includes('"ready"')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`ended: ${said}`));
    });
  });

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
