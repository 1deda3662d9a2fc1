import type { LoadHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { importProgram, programPattern } from './import.ts';

/** Node's hook that loads modules: a program file is compiled, any other is Node's to load. */
export const load: LoadHook = async (url, context, next) => {
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'file:' || !programPattern.test(pathname)) return next(url, context);
  const imported = importProgram(fileURLToPath(url));
  if (!imported.ok) throw readable(imported.message);
  if (imported.warnings !== '') process.emitWarning(imported.warnings, 'ProgramWarning');
  const map = Buffer.from(JSON.stringify(imported.map)).toString('base64');
  const source = `${imported.code}//# sourceMappingURL=data:application/json;base64,${map}\n`;
  return { format: 'module', source, shortCircuit: true };
};

/** An error whose trace is the diagnostics: where we were in the compiler is of no use to anybody. */
function readable(message: string): Error {
  const error = new SyntaxError(`the program cannot be imported\n${message}`);
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
