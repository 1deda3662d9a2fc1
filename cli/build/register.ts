/**
 * `node --import dlc/register`: from here on a `.dl` or `.ded` file can be imported like any other module. It
 * exports nothing. A program with errors is a `SyntaxError` of its import that has the diagnostics in it; warnings
 * are warnings of the process. An import costs a compilation, once for each process.
 */
import { register } from 'node:module';

register('./hooks.js', import.meta.url);
