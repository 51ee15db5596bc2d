// The one Nest application of the embedded profile: the services' modules and the metrics page.
import { serveHealth } from '@trunkline/deployment/start/operations-page';
import { readiness, type Telemetry } from '@trunkline/runtime';
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
const ANSWER_MS_MAX = 1_500;

@Controller()
class MetricsController {
  constructor(@Inject(TELEMETRY) private readonly telemetry: Telemetry) {}

  @Get('metrics')
  metrics(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    this.telemetry.serveMetrics(request, response);
  }

  @Get('livez')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('healthz')
  async health(@Res() response: ServerResponse): Promise<void> {
    serveHealth(response, await readiness.reasons(ANSWER_MS_MAX));
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
