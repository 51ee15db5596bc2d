// The whole service as a process runs it, on the record in memory and a gateway without telephones.
import 'reflect-metadata';
import { type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type call } from '@trunkline/domain';
import { MemoryBus } from '@trunkline/event-bus';
import { MemoryEventStore } from '@trunkline/event-store';
import { type AddressInfo } from 'node:net';
import { HANDOFF_SERVICE, HandoffModule } from '../src/handoff.module';
import { type HandoffService } from '../src/serve-handoff';
import { LinesServerDouble } from './lines-server.double';
import { appendToCall, callOf, tenant } from './scene.double';

export const DESK_KEY = 'a-key-for-tests';

export class DeskApplication {
  readonly lines = new LinesServerDouble();
  readonly store = new MemoryEventStore();
  readonly bus = new MemoryBus();
  private app: INestApplication | undefined;
  private version = 0;

  get url(): string {
    const { port } = this.http.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get service(): HandoffService {
    if (!this.app) throw new Error('the application does not run');
    return this.app.get<HandoffService>(HANDOFF_SERVICE);
  }

  async start(): Promise<void> {
    const linesAddress = await this.lines.start();
    const { store, bus } = this;
    const options = { bind: '127.0.0.1:0', store, bus, tenants: [tenant], linesAddress, deskKey: DESK_KEY };
    this.app = await NestFactory.create(HandoffModule.forRoot(options), { logger: ['error'] });
    await this.app.listen(0, '127.0.0.1');
  }

  /** The record of a caller up to the fence. */
  async call(answeredAt: number): Promise<void> {
    for (const event of callOf(answeredAt)) await this.append(event, answeredAt);
  }

  /** What happens in the call later on. */
  async append(event: call.CallEvent, at: number): Promise<void> {
    const version = this.version;
    this.version += 1;
    await this.bus.publish(await appendToCall(this.store, [event], { version, at: at + version * 900 }));
  }

  async stop(): Promise<void> {
    const { app } = this;
    this.app = undefined;
    await app?.close();
    await this.lines.stop();
  }

  private get http() {
    if (!this.app) throw new Error('the application does not run');
    return this.app.getHttpServer() as { address(): AddressInfo | string | null };
  }
}
