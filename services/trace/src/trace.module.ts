// Composition for Nest: the service lives as long as the application and is asked through the application's HTTP.
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { serveTrace, type TraceOptions, type TraceService } from './serve-trace';

export const TRACE_SERVICE = Symbol('TRACE_SERVICE');

@Module({})
export class TraceModule implements OnApplicationShutdown {
  constructor(@Inject(TRACE_SERVICE) private readonly service: TraceService) {}

  static forRoot(options: TraceOptions): DynamicModule {
    return {
      module: TraceModule,
      providers: [{ provide: TRACE_SERVICE, useFactory: () => serveTrace(options) }],
      exports: [TRACE_SERVICE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.service.close();
  }
}
