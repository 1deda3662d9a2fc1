/** Imports a module by its URL. In the script of the command line (`script.ts`), which cannot, it is what starts the script that does. */
export function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  return import(url);
}
