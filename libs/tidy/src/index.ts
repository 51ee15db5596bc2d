// The style guide as a test.
export * from './tree';
