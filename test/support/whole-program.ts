// The program as a process of its own, without its build: for what only a process can show (signals, what it leaves).
import process from 'node:process';
import { main } from '../../src/main.js';
import { realSystem } from '../../src/real-system.js';

process.exitCode = await main(process.argv.slice(2), realSystem());
