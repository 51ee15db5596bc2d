export * from './negotiated';
export * from './session';
