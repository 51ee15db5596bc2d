// What a composition root needs of hand-offs.
export { readConfig, type HandoffConfig } from './config';
export { HANDOFF_SERVICE, HandoffModule } from './handoff.module';
export { serveHandoff, type HandoffOptions, type HandoffService } from './serve-handoff';
