// Composition for Nest: the service lives as long as the application, and drains before it goes.
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { type Gateway, type GatewayOptions, serveSipGateway } from './serve-sip-gateway';

export const SIP_GATEWAY = Symbol('SIP_GATEWAY');

@Module({})
export class SipGatewayModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(@Inject(SIP_GATEWAY) private readonly gateway: Gateway) {}

  static forRoot(options: GatewayOptions): DynamicModule {
    return {
      module: SipGatewayModule,
      providers: [{ provide: SIP_GATEWAY, useFactory: () => serveSipGateway(options) }],
      exports: [SIP_GATEWAY],
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.gateway.drain();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.gateway.close();
  }
}
