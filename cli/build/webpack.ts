import type { WebpackPluginInstance } from 'webpack';
import { plugin } from './plugin.ts';

/** The plugin of dlc for webpack: imports of `.dl` and `.ded` files are compiled programs. */
const dlc: () => WebpackPluginInstance = plugin.webpack;
export default dlc;
