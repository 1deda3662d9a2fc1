#!/usr/bin/env node
import { readScript } from './script.ts';

await readScript().main();
