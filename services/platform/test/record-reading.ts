// Shared with what is run outside of suites.
export * from '@trunkline/platform/trial/record-reading';
