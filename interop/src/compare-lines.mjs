/** What differs from run to run, or tells which broker it is: [pattern, what stands for it]. */
const masks = [
  [/\bp-[0-9a-f]{8}\b/g, 'p-NAME'],
  [/amq\.gen-[\w-]{22}/g, 'amq.gen-NAME'],
  [/ctag(\d+)\.[0-9a-f]{32}/g, 'ctag$1.NAME'],
  [/amq\.rabbitmq\.reply-to\.(?!bogus)[^'"\s]+/g, 'amq.rabbitmq.reply-to.TOKEN'],
  [/datetime\.datetime\([^)]*\)/g, 'TIME'],
  [/'(cluster_name|platform|version)': '[^']*'/g, "'$1': VALUE"],
  // A close is a close, whether the broker then hangs up on its side or waits for close-ok.
  [/(\\x00\\n\\x002.*)<(?:open|EOF)>/, '$1'],
  // The protocol header is answered with connection.start, which holds all of the server's properties.
  [/^(hdr 0-[89]) b'\\x01\\x00\\x00.*/g, '$1 connection.start'],
];

/**
 * @param {string} text
 * @returns {string[]} Its lines without what differs from run to run.
 */
export function masked(text) {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => masks.reduce((masking, [pattern, stand]) => masking.replace(pattern, stand), line.trimEnd()));
}

/**
 * Compares in order: a line too many or too few makes no other line differ.
 *
 * @param {readonly string[]} wanted
 * @param {readonly string[]} found
 * @returns {{ equal: number, missing: string[], extra: string[] }}
 */
export function compareLines(wanted, found) {
  const lengths = commonLengths(wanted, found);
  const [missing, extra] = [[], []];
  let [row, column] = [0, 0];
  while (row < wanted.length || column < found.length) {
    if (row < wanted.length && column < found.length && wanted[row] === found[column]) [row, column] = [row + 1, column + 1];
    else if (column === found.length || (row < wanted.length && lengths[row + 1][column] >= lengths[row][column + 1]))
      missing.push(wanted[row++]);
    else extra.push(found[column++]);
  }
  return { equal: wanted.length - missing.length, missing, extra };
}

/** lengths[r][c] is how many lines a longest common subsequence of wanted from r and found from c has. */
function commonLengths(wanted, found) {
  const lengths = Array.from({ length: wanted.length + 1 }, () => new Array(found.length + 1).fill(0));
  for (let row = wanted.length - 1; row >= 0; row--) {
    for (let column = found.length - 1; column >= 0; column--) {
      lengths[row][column] =
        wanted[row] === found[column]
          ? lengths[row + 1][column + 1] + 1
          : Math.max(lengths[row + 1][column], lengths[row][column + 1]);
    }
  }
  return lengths;
}
