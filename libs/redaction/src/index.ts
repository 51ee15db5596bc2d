// Takes out of text what nobody after the caller needs.
export * from './cards';
