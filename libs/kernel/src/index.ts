export { AppError, declaredErrors, defineError, type AppErrorDefinition, type LogLevel } from './app-error.js';
export { DAY, FixedClock, HOUR, MINUTE, SECOND, systemClock, type Clock } from './clock.js';
export { dateWords } from './date-words.js';
export { isId, newId } from './ids.js';
export { createLogger, type Logger } from './logger.js';
export { seededRandomness, systemRandomness, type Randomness } from './randomness.js';
export { fail, ok, type Result } from './result.js';
export {
  readSettings,
  SettingsError,
  type SettingDefinition,
  type SettingProblem,
  type SettingValues,
} from './settings.js';
