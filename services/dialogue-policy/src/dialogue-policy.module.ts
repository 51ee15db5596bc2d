// Composition for Nest: the service lives as long as the application.
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import {
  serveDialoguePolicy,
  type DialoguePolicyOptions,
  type DialoguePolicyService,
} from './serve-dialogue-policy';

export const DIALOGUE_POLICY = Symbol('DIALOGUE_POLICY');

@Module({})
export class DialoguePolicyModule implements OnApplicationShutdown {
  constructor(@Inject(DIALOGUE_POLICY) private readonly service: DialoguePolicyService) {}

  static forRoot(options: DialoguePolicyOptions | (() => Promise<DialoguePolicyOptions>)): DynamicModule {
    const useFactory = async (): Promise<DialoguePolicyService> =>
      serveDialoguePolicy(typeof options === 'function' ? await options() : options);
    return {
      module: DialoguePolicyModule,
      providers: [{ provide: DIALOGUE_POLICY, useFactory }],
      exports: [DIALOGUE_POLICY],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.service.close();
  }
}
