import { createUnplugin, type UnpluginBuildContext, type UnpluginContext } from 'unplugin';
import { importProgram, programPattern } from './import.ts';

/**
 * The bundler plugin: an import of a `.dl` or `.ded` file is the program in it, compiled. Errors of the
 * program are errors of the bundler at their place; files that the program includes are watched with it.
 */
export const plugin = createUnplugin<undefined, false>(() => {
  /** The files of each program that has errors, by its path. */
  const failed = new Map<string, readonly string[]>();
  return {
    name: 'dlc',
    enforce: 'pre',
    esbuild: { onLoadFilter: programPattern },
    load: {
      filter: { id: programPattern },
      handler(path) {
        return loaded(path, this, failed);
      },
    },
    vite: {
      /**
       * What a module is made of, Vite knows when it has been loaded. Where a program could not be, those who import
       * it are told that a file of it has changed.
       */
      hotUpdate({ file, modules }) {
        const waiting = [...failed].filter(([, files]) => files.includes(file));
        const programs = waiting.flatMap(([path]) => [...(this.environment.moduleGraph.getModulesByFile(path) ?? [])]);
        return [...new Set([...modules, ...programs.flatMap((each) => [...each.importers])])];
      },
    },
  };
});

function loaded(path: string, context: UnpluginBuildContext & UnpluginContext, failed: Map<string, readonly string[]>) {
  const imported = importProgram(path);
  for (const file of imported.files) context.addWatchFile(file);
  if (imported.ok) {
    failed.delete(path);
    if (imported.warnings !== '') context.warn(imported.warnings);
    return { code: imported.code, map: imported.map };
  }
  failed.set(path, imported.files);
  const { message, place } = imported;
  context.error(place === null ? { message, id: path } : { message, id: path, loc: place });
  // Some bundlers go on, to find more errors.
  return '';
}
