import type { Plugin } from 'vite';
import { plugin } from './plugin.ts';

/** The plugin of dlc for Vite: imports of `.dl` and `.ded` files are compiled programs. */
const dlc: () => Plugin = plugin.vite;
export default dlc;
