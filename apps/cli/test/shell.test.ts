import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliBench, type CliBench } from './cli-bench.js';

let bench: CliBench;
beforeAll(async () => {
  bench = await startCliBench();
  await bench.cli(['queue', 'create', 'orders', '--max-attempts', '3', '--dead-letters']);
  await bench.cli(['publish', 'orders', '{"id":1,"city":"Zürich"}', '--header', 'region=eu', '--property', 'correlationId=c-1']);
}, 240_000);
afterAll(() => bench.stop());

/** What stands on a terminal of 100 columns, without what differs from run to run. */
async function onTerminal(command: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await bench.bash(`script -qec 'stty cols 100; ${command}' /dev/null < /dev/null`, { TERM: 'xterm', ...env });
  return stdout.replaceAll('\r\n', '\n').replaceAll(/\b\d+(?:\.\d)?s\b/g, 'Ns');
}

describe('on a terminal', () => {
  it('a list is a table with faint heads, in colour', async () => {
    expect(await onTerminal('howdah queue list --fields queue,ready,dead')).toBe(
      [
        '\x1b[2mqueue\x1b[22m        \x1b[2mready\x1b[22m  \x1b[2mdead\x1b[22m',
        '\x1b[1morders\x1b[22m           1     \x1b[2m0\x1b[22m',
        '\x1b[1morders.dead\x1b[22m      \x1b[2m0\x1b[22m     \x1b[2m0\x1b[22m',
        '\x1b[2mconsumers, in/s and out/s are those of the broker that was asked\x1b[22m',
        '',
      ].join('\n'),
    );
  });

  it('there is no colour with NO_COLOR or --no-color', async () => {
    const table = 'queue        ready\norders           1\norders.dead      0\n';
    expect(await onTerminal('howdah queue list -q --fields queue,ready', { NO_COLOR: '1' })).toBe(table);
    expect(await onTerminal('howdah queue list -q --fields queue,ready --no-color')).toBe(table);
  });

  it('a message is one line, however long, and steers nothing', async () => {
    await bench.cli(['queue', 'create', 'ugly']);
    await bench.cli(['publish', 'ugly', `\x1b[2J\nsecond line ${'x'.repeat(300)}`]);
    const shown = await onTerminal('howdah peek ugly --no-color --fields state,body');
    expect(shown).toMatch(/^state {2}body\nready {2}␛\[2J␊second line x+…\n$/);
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('top shows the verdict and the queues, and q ends it with the terminal as it was', async () => {
    const { code, stdout } = await bench.bash(
      `cd "$HOME"; mkfifo keys; : > seen
       script -qfec 'stty cols 100 rows 20; howdah top --no-color' /dev/null < keys > seen & pid=$!
       exec 3> keys; until grep -q 'orders  *1 ' seen; do sleep 0.1; done; printf q >&3; wait $pid; code=$?; cat seen; exit $code`,
      { TERM: 'xterm' },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('\x1b[?1049h');
    expect(stdout).toMatch(/howdah top {2}http/);
    expect(stdout).toMatch(/orders +1 /);
    expect(stdout.trimEnd().endsWith('\x1b[?1049l')).toBe(true);
  });
});

describe('in a pipe', () => {
  it('a list is lines of exact values with tabs, without heads', async () => {
    const { stdout } = await bench.bash('howdah queue list --fields queue,ready | sort');
    expect(stdout).toContain('orders\t1\n');
    expect(stdout).not.toContain('\x1b');
  });

  it('a reader that goes early is no error', async () => {
    const { code, stdout, stderr } = await bench.bash('howdah api | head -1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^publishToExchange\t/);
  });

  it('Ctrl-C ends what goes on, with 130, and takes our queue away', async () => {
    await bench.cli(['exchange', 'create', 'watched', '-t', 'fanout']);
    const { code } = await bench.bash(`howdah tail --exchange watched 2> "$HOME/said" & pid=$!
      until grep -q following "$HOME/said"; do :; done; kill -INT $pid; wait $pid`);
    expect(code).toBe(130);
    expect(await bench.json('binding', 'list', '--source', 'watched')).toEqual([]);
  });
});

describe('--curl', () => {
  const commands: readonly (readonly string[])[] = [
    ['queue', 'show', 'orders'],
    ['peek', 'orders'],
    ['exchange', 'show', 'amq.topic'],
    ['explain', 'route', 'amq.topic', "it's a key"],
    ['whoami'],
    ['dlq', 'groups'],
    ['redrive', 'orders.dead', '--dry-run'],
    ['queue', 'create', 'by curl', '--ttl', '5s'],
  ];

  it.each(commands.map((words) => [words.join(' '), words] as const))('of `%s` gives the same answer', async (_, words) => {
    const line = await bench.cli([...words, '--curl']);
    expect(line).toMatchObject({ code: 0, stderr: '' });
    const { stdout, stderr } = await bench.bash(line.stdout);
    expect(stderr).toBe('');
    const answer = JSON.parse(stdout) as { items?: unknown; nextCursor?: unknown };
    expect('nextCursor' in answer ? answer.items : answer).toEqual(
      JSON.parse((await bench.cli([...words, '-o', 'json'])).stdout),
    );
  });

  it('does nothing and shows no secret', async () => {
    const env = { HOWDAH_PASSWORD: 'top secret', HOWDAH_USER: 'joe' };
    const { stdout } = await bench.cli(['queue', 'create', 'never', '--curl'], { env });
    expect(stdout).toBe(
      `curl -sS -u joe":$HOWDAH_PASSWORD" -X PUT -H 'content-type: application/json' ${bench.url}/v1/queues/never --data-binary '{}'\n`,
    );
    expect(await bench.cli(['queue', 'show', 'never'])).toMatchObject({ code: 3 });
  });
});

describe('completion', () => {
  /** What bash would offer at the end of a line. */
  async function offered(line: string): Promise<string[]> {
    const { stdout } = await bench.bash(`source <(howdah completion bash)
      COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _howdah; printf '%s\\n' "\${COMPREPLY[@]}"`);
    return stdout.trim().split('\n');
  }

  it('knows commands, options and choices', async () => {
    expect(await offered('howdah que')).toEqual(['queue']);
    expect(await offered('howdah queue s')).toEqual(['show', 'stats']);
    expect(await offered('howdah queue list --out')).toEqual(['--output']);
    expect(await offered('howdah queue list --output nd')).toEqual(['ndjson']);
  });

  it('knows the queues that there are, also as the value of an option', async () => {
    expect(await offered('howdah peek ord')).toEqual(['orders', 'orders.dead']);
    expect(await offered('howdah queue move orders orders.')).toEqual(['orders.dead']);
    expect(await offered('howdah redrive orders.dead --to ord')).toEqual(['orders', 'orders.dead']);
  });

  it('is silent when nobody answers', async () => {
    expect(await bench.cli(['__complete', '--', 'peek', ''], { env: { HOWDAH_URL: 'http://127.0.0.1:9' } })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('has scripts that their shells can read', async () => {
    expect(await bench.bash('howdah completion bash | bash -n')).toMatchObject({ code: 0, stderr: '' });
    for (const shell of ['zsh', 'fish']) expect((await bench.cli(['completion', shell])).stdout).toContain('howdah __complete');
    expect(await bench.cli(['completion', 'tcsh'])).toMatchObject({ code: 2 });
  });
});
