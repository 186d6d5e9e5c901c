export type { RawCommand } from '../commands/command.js';
