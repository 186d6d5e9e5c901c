#!/usr/bin/env node
import { main, realSystem } from '../dist/main.js';

process.exitCode = await main(process.argv.slice(2), realSystem());
