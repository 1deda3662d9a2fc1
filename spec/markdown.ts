/** A fenced block of a Markdown text. */
export interface Fence {
  /** The first word after the opening fence: `sh`, `dl`, `output`. */
  readonly language: string;
  /** The rest of that line. */
  readonly info: string;
  readonly text: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** Offsets of `text` in the document. */
  readonly start: number;
  readonly end: number;
}

const fencePattern = /^```(\S*)[ \t]*(.*)\n([^]*?)^```[ \t]*$/gm;

/** The fenced blocks of a document, in order. */
export function fencesOf(document: string): readonly Fence[] {
  return [...document.matchAll(fencePattern)].map((match) => {
    const [, language = '', info = '', text = ''] = match;
    const start = match.index + match[0].indexOf('\n') + 1;
    const line = document.slice(0, match.index).split('\n').length;
    return { language, info: info.trim(), text, line, start, end: start + text.length };
  });
}

/** The targets of links that point into the repository, without their `#anchor`. */
export function relativeLinksOf(document: string): readonly string[] {
  const prose = document.replace(fencePattern, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

/** The commands of `sh` blocks that begin with `npx dlc`, or do so once everything is installed. */
export function commandsOf(document: string): readonly string[] {
  return fencesOf(document)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => line.replace(/^npm ci && /, ''))
    .filter((line) => line.startsWith('npx dlc'));
}
