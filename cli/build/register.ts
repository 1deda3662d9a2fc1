// `node --import dlc/register`: from here on a `.dl` or `.ded` file can be imported like any other module.
import { register } from 'node:module';

register('./hooks.js', import.meta.url);
