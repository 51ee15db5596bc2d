// Composition for Nest: the service lives as long as the application, its desk is served by the application's HTTP.
import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DESK_DOOR, DeskDoor, type DeskDoorOptions } from './adapters/in/http/desk-door';
import { DeskController } from './adapters/in/http/desk.controller';
import { DeskPageController } from './adapters/in/http/desk-page.controller';
import { deskHeaders } from './adapters/in/http/desk-security';
import { DeskSessionController } from './adapters/in/http/desk-session.controller';
import { DeskStreamController } from './adapters/in/http/desk-stream.controller';
import { serveHandoff, type HandoffOptions, type HandoffService } from './serve-handoff';

export const HANDOFF_SERVICE = Symbol('HANDOFF_SERVICE');

const CONTROLLERS = [DeskController, DeskPageController, DeskSessionController, DeskStreamController];

@Module({})
export class HandoffModule implements NestModule, OnApplicationShutdown {
  constructor(@Inject(HANDOFF_SERVICE) private readonly service: HandoffService) {}

  /** `desk` are the options of the HTTP side; everything else is the service's. */
  static forRoot(options: HandoffOptions & { readonly desk?: DeskDoorOptions }): DynamicModule {
    return {
      module: HandoffModule,
      controllers: CONTROLLERS,
      providers: [
        { provide: HANDOFF_SERVICE, useFactory: () => serveHandoff(options) },
        {
          provide: DESK_DOOR,
          useFactory: (service: HandoffService) => new DeskDoor(service, options.desk ?? {}),
          inject: [HANDOFF_SERVICE],
        },
      ],
      exports: [HANDOFF_SERVICE],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(deskHeaders).forRoutes(...CONTROLLERS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.service.close();
  }
}
