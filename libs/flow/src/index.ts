export * from './checks';
export * from './hints';
export * from './model';
export * from './reasons';
export * from './render';
export * from './understanding';
export * from './vocabulary';
