// Composition for Nest: the service lives as long as the application and is asked through the application's HTTP.
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TraceController } from './adapters/in/http/trace.controller';
import { serveTrace, TRACE_SERVICE, type TraceOptions, type TraceService } from './serve-trace';

@Module({})
export class TraceModule implements OnApplicationShutdown {
  constructor(@Inject(TRACE_SERVICE) private readonly service: TraceService) {}

  static forRoot(options: TraceOptions): DynamicModule {
    return {
      module: TraceModule,
      controllers: [TraceController],
      providers: [{ provide: TRACE_SERVICE, useFactory: () => serveTrace(options) }],
      exports: [TRACE_SERVICE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.service.close();
  }
}
