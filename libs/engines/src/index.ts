// What a process stands on, opened from its settings.
export { type Engines, type EngineUser, openEngines } from './open-engines';
export { type BusSettings, type EngineSettings, readEngineSettings } from './settings';
