import { createUnplugin } from 'unplugin';
import { importProgram, programPattern } from './import.ts';

/**
 * The bundler plugin: an import of a `.dl` or `.ded` file is the program in it, compiled. Errors of the
 * program are errors of the bundler at their place; files that the program includes are watched with it.
 */
export const plugin = createUnplugin<undefined, false>(() => ({
  name: 'dlc',
  enforce: 'pre',
  esbuild: { onLoadFilter: programPattern },
  load: {
    filter: { id: programPattern },
    handler(path) {
      const imported = importProgram(path);
      for (const file of imported.files) this.addWatchFile(file);
      if (imported.ok) {
        if (imported.warnings !== '') this.warn(imported.warnings);
        return { code: imported.code, map: imported.map };
      }
      const { message, place } = imported;
      this.error(place === null ? { message, id: path } : { message, id: path, loc: place });
      // Some bundlers go on, to find more errors.
      return '';
    },
  },
}));
