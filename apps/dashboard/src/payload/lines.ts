/** Text as lines of a bounded length, of which only those in sight are made. */
export interface Lines {
  readonly count: number;
  readonly lineAt: (index: number) => string;
}

/** A line longer than this is broken: a megabyte in one line stops a browser. */
const lineLengthMax = 200;

export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = 0; at < text.length;) {
    const lineBreak = text.indexOf('\n', at);
    const end = lineBreak < 0 ? text.length : lineBreak;
    for (let cut = at + lineLengthMax; cut < end; cut += lineLengthMax) starts.push(cut);
    at = end + 1;
    if (lineBreak >= 0) starts.push(at);
  }
  return { count: starts.length, lineAt: (index) => text.slice(starts[index], starts[index + 1]).replace(/\r?\n$/, '') };
}

const bytesPerLine = 16;

export function hexLinesOf(bytes: Uint8Array): Lines {
  return {
    count: Math.ceil(bytes.length / bytesPerLine),
    lineAt: (index) => {
      const offset = index * bytesPerLine;
      const part = [...bytes.subarray(offset, offset + bytesPerLine)];
      const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const text = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
      return `${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(bytesPerLine * 3)} ${text}`;
    },
  };
}
