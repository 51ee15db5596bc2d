// Composition for Nest: the service lives as long as the application.
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { serveTts, type TtsOptions, type TtsService } from './serve-tts';

export const TTS_SERVICE = Symbol('TTS_SERVICE');

@Module({})
export class TtsModule implements OnApplicationShutdown {
  constructor(@Inject(TTS_SERVICE) private readonly service: TtsService) {}

  static forRoot(options: TtsOptions): DynamicModule {
    return {
      module: TtsModule,
      providers: [{ provide: TTS_SERVICE, useFactory: () => serveTts(options) }],
      exports: [TTS_SERVICE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.service.close();
  }
}
