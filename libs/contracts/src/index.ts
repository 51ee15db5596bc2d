// What crosses a process boundary: the generated contracts, one namespace per door.
export * as conversation from './gen/trunkline/conversation/v1/conversation';
export * as events from './gen/trunkline/events/v1/events';
export * as handoff from './gen/trunkline/handoff/v1/handoff';
export * as line from './gen/trunkline/line/v1/line';
export * as speech from './gen/trunkline/speech/v1/speech';
export * as tools from './gen/trunkline/tools/v1/tools';
