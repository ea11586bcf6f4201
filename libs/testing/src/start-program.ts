import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';

export interface WantedProgram {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What it prints when it is ready. */
  readonly ready: RegExp;
  /** A file that its output is added to. */
  readonly log: string;
  readonly timeoutMs: number;
}

export interface RunningProgram {
  readonly pid: number;
  /** What `ready` has found. */
  readonly said: RegExpExecArray;
  /** Asks it to end, as its operator does, and waits. */
  end(): Promise<void>;
  /** Ends it and all of its process group at once. */
  kill(): Promise<void>;
}

/**
 * Starts a program in a process group of its own and waits until it says that it is ready.
 * @throws Error when it ends or is not ready in time.
 */
export async function startProgram(wanted: WantedProgram): Promise<RunningProgram> {
  const log = createWriteStream(wanted.log, { flags: 'a' });
  const child = spawn(wanted.program, wanted.arguments, { env: wanted.env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise((resolve) => child.once('close', resolve)).then(() => void log.end());
  const end = async () => {
    child.kill('SIGTERM');
    await closed;
  };
  const kill = async () => {
    killGroup(child.pid);
    await closed;
  };
  try {
    return { said: await untilReady(child, wanted, log), pid: child.pid!, end, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** `pid` is that of the group's leader; one that has ended already is no error. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Reads on when it is ready, so that the program can go on writing. */
async function untilReady(child: ChildProcess, wanted: WantedProgram, log: WriteStream): Promise<RegExpExecArray> {
  const { program, ready, timeoutMs } = wanted;
  let timer: NodeJS.Timeout | undefined;
  let output: string | undefined = '';
  const said = new Promise<RegExpExecArray>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${program} ${what}, see ${wanted.log}`));
    timer = setTimeout(() => fail(`is not ready after ${timeoutMs} ms`), timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => fail(`ended with ${code}`));
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log.write(text);
        if (output === undefined) return;
        const found = ready.exec((output += text));
        if (found !== null) resolve(found);
      });
    }
  });
  try {
    return await said;
  } finally {
    output = undefined;
    clearTimeout(timer);
  }
}
