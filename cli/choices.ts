// What options can be, apart from the commands themselves, which are imported only when they are called.

export const formats = ['table', 'csv', 'tsv', 'json', 'ndjson'] as const;
/** How rows are shown on standard output. */
export type Format = (typeof formats)[number];

export const shows = ['final', 'changes', 'all'] as const;
/** What `--show` chooses: contents at the end, what each tick changed, or what each tick held. */
export type Show = (typeof shows)[number];

export const graphFormats = ['mermaid', 'dot'] as const;
export type GraphFormat = (typeof graphFormats)[number];

export const stages = ['ast', 'checked', 'plan', 'js'] as const;
/** A stage of the compiler that `dlc show` prints. */
export type Stage = (typeof stages)[number];

export const diagnosticsFormats = ['text', 'json'] as const;
export type DiagnosticsFormat = (typeof diagnosticsFormats)[number];

export const logForms = ['text', 'json'] as const;
/** How what is told on the standard error is written: as text for people, or as a JSON object a line. */
export type LogForm = (typeof logForms)[number];
