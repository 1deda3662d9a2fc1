import type { Plugin } from 'esbuild';
import { plugin } from './plugin.ts';

/** The plugin of dlc for esbuild: imports of `.dl` and `.ded` files are compiled programs. */
const dlc: () => Plugin = plugin.esbuild;
export default dlc;
