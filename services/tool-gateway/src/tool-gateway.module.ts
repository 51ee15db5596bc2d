// Composition for Nest: the service lives as long as the application.
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { serveToolGateway, type ToolGateway, type ToolGatewayDeps } from './serve-tool-gateway';

export const TOOL_GATEWAY = Symbol('TOOL_GATEWAY');

@Module({})
export class ToolGatewayModule implements OnApplicationShutdown {
  constructor(@Inject(TOOL_GATEWAY) private readonly service: ToolGateway) {}

  static forRoot(deps: ToolGatewayDeps | (() => Promise<ToolGatewayDeps>)): DynamicModule {
    const useFactory = async (): Promise<ToolGateway> =>
      serveToolGateway(typeof deps === 'function' ? await deps() : deps);
    return {
      module: ToolGatewayModule,
      providers: [{ provide: TOOL_GATEWAY, useFactory }],
      exports: [TOOL_GATEWAY],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.service.close();
  }
}
