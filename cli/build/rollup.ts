import type { Plugin } from 'rollup';
import { plugin } from './plugin.ts';

/** The plugin of dlc for Rollup: imports of `.dl` and `.ded` files are compiled programs. */
const dlc: () => Plugin = plugin.rollup;
export default dlc;
