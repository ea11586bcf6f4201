interface Frame {
  readonly call: string;
  readonly file: string;
}

/** How the stacks of the usual runtimes write a frame; the named groups are `call` and `file`. */
const forms: readonly RegExp[] = [
  // Node: at charge (/app/src/charge.ts:88:11), at async /app/src/charge.ts:88:11
  /^\s*at (?:async )?(?:(?<call>[^()]+?) )?\(?(?<file>[^()]+?):\d+:\d+\)?$/,
  // Java: at com.shop.Charge.run(Charge.java:88)
  /^\s*at (?<call>[\w.$<>]+)\((?<file>[\w.$]+)(?::\d+)?\)$/,
  // Python: File "/app/charge.py", line 88, in run
  /^\s*File "(?<file>[^"]+)", line \d+, in (?<call>.+)$/,
];

const foreign = /node_modules|^node:|[/\\]internal[/\\]|site-packages|[/\\]lib[/\\]python|^(java|javax|jdk|sun)\.|<anonymous>/;
const linesMax = 100;

/** The topmost frame of the application itself, `function (file)`: no directory and no line, which change with each deployment. Null: none. */
export function topFrame(stack: string | undefined): string | null {
  if (stack === undefined) return null;
  const frames = stack.split('\n', linesMax).flatMap(frameOf);
  // Python writes the most recent call last.
  if (/^Traceback /.test(stack)) frames.reverse();
  const own = frames.find(({ call, file }) => !foreign.test(file) && !foreign.test(call)) ?? frames[0];
  return own === undefined ? null : show(own);
}

function frameOf(line: string): Frame[] {
  for (const form of forms) {
    const { call = '', file = '' } = form.exec(line)?.groups ?? {};
    if (file !== '') return [{ call, file }];
  }
  return [];
}

const frameMax = 200;

function show({ call, file }: Frame): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return (call === '' ? name : `${call} (${name})`).slice(0, frameMax);
}
