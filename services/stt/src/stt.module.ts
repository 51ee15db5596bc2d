// Composition for Nest: the service lives as long as the application.
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { serveStt, type SttOptions, type SttService } from './serve-stt';

export const STT_SERVICE = Symbol('STT_SERVICE');

@Module({})
export class SttModule implements OnApplicationShutdown {
  constructor(@Inject(STT_SERVICE) private readonly service: SttService) {}

  static forRoot(options: SttOptions): DynamicModule {
    return {
      module: SttModule,
      providers: [{ provide: STT_SERVICE, useFactory: () => serveStt(options) }],
      exports: [STT_SERVICE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.service.close();
  }
}
