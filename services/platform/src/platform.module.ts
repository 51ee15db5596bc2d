// The one Nest application of the embedded profile: the services' modules and the metrics page.
import { type Telemetry } from '@trunkline/runtime';
import {
  Controller,
  type DynamicModule,
  Get,
  Inject,
  Module,
  type ModuleMetadata,
  Req,
  Res,
} from '@nestjs/common';
import { type IncomingMessage, type ServerResponse } from 'node:http';

const TELEMETRY = Symbol('TELEMETRY');

@Controller()
class MetricsController {
  constructor(@Inject(TELEMETRY) private readonly telemetry: Telemetry) {}

  @Get('metrics')
  metrics(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    this.telemetry.serveMetrics(request, response);
  }

  @Get('healthz')
  health(): { status: string } {
    return { status: 'ok' };
  }
}

@Module({})
export class PlatformModule {
  static forRoot(options: {
    telemetry: Telemetry;
    imports: NonNullable<ModuleMetadata['imports']>;
  }): DynamicModule {
    return {
      module: PlatformModule,
      imports: options.imports,
      controllers: [MetricsController],
      providers: [{ provide: TELEMETRY, useValue: options.telemetry }],
    };
  }
}
