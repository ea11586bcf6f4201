import { once } from 'node:events';
import type { Io, Output } from '../io.js';
import type { GlobalOptions } from '../settings/global-options.js';
import { gather } from '../values/gather.js';
import type { Column } from './cells.js';
import { paintFor, type Paint } from './colours.js';
import { chooseColumns, chooseFields } from './fields.js';
import { writeValue, type Format } from './formats.js';
import { formatRecord, formatTable } from './table.js';

type Items<T> = Iterable<T> | AsyncIterable<T>;

interface ListOptions {
  /** Said to a person when there is nothing. */
  readonly empty: string;
  /** Said to a person below the table. */
  readonly summary?: string;
}

/** What a command shows: data on stdout in the form that was asked for, words for a person on stderr. */
export class Out {
  readonly format: Format;
  /** For stdout. */
  readonly paint: Paint;
  readonly #io: Io;
  readonly #options: Pick<GlobalOptions, 'fields' | 'quiet'>;
  readonly #paintTalk: Paint;

  constructor(options: Pick<GlobalOptions, 'output' | 'fields' | 'quiet' | 'color'>, io: Io) {
    this.#io = io;
    this.#options = options;
    this.format = options.output ?? (io.stdout.isTTY === true ? 'table' : 'plain');
    this.paint = paintFor(io.stdout, io, options.color);
    this.#paintTalk = paintFor(io.stderr, io, options.color);
  }

  /** A person looks at it, not a program. */
  get isTable(): boolean {
    return this.format === 'table';
  }

  /** Where somebody may watch something change in place. */
  get isLive(): boolean {
    return this.isTable && this.#io.stdout.isTTY === true;
  }

  get width(): number | undefined {
    return this.#io.stdout.isTTY === true ? this.#io.stdout.columns : undefined;
  }

  async list<T extends object>(columns: readonly Column<T>[], items: Items<T>, { empty, summary }: ListOptions): Promise<void> {
    const { fields } = this.#options;
    if (this.format === 'ndjson') return this.#each(items, (item) => writeValue.ndjson(chooseFields(item, fields)));
    const all = await gather(items);
    if (this.format === 'json' || this.format === 'yaml')
      return this.write(writeValue[this.format](all.map((item) => chooseFields(item, fields))));
    const chosen = chooseColumns(columns, fields, all[0]);
    if (this.format === 'plain') return this.#each(all, (item) => `${chosen.map(({ cell }) => cell(item).plain).join('\t')}\n`);
    if (all.length === 0) return this.note(empty);
    await this.write(formatTable(chosen, all, this.paint, this.width));
    if (summary !== undefined) this.note(summary);
  }

  async record<T extends object>(columns: readonly Column<T>[], item: T): Promise<void> {
    const { fields } = this.#options;
    if (this.format !== 'table' && this.format !== 'plain')
      return this.write(writeValue[this.format](chooseFields(item, fields)));
    const chosen = chooseColumns(columns, fields, item);
    if (this.format === 'table') return this.write(formatRecord(chosen, item, this.paint));
    await this.write(chosen.map(({ name, cell }) => `${name}\t${cell(item).plain}\n`).join(''));
  }

  /** Any value, for programs; a person is shown it as JSON. */
  value(value: unknown): Promise<void> {
    return this.write(writeValue[this.format === 'yaml' || this.format === 'ndjson' ? this.format : 'json'](value));
  }

  /** Something was changed; `item` is what a program gets to know of it. */
  async done(text: string, item?: unknown): Promise<void> {
    if (item !== undefined && this.format !== 'table' && this.format !== 'plain') await this.value(item);
    this.#say('good', '✓', text);
  }

  /** Nothing was changed. */
  wouldDo(text: string): void {
    this.#say('busy', '·', `${text} (dry run: nothing was done)`, true);
  }

  note(text: string): void {
    if (this.#options.quiet !== true) this.#talk(`${this.#paintTalk('faint', text)}\n`);
  }

  warn(text: string): void {
    this.#say('warn', '!', text, true);
  }

  /** Bytes of stdout as they are; waits for a reader who is slow. */
  async write(text: string | Uint8Array): Promise<void> {
    const { stdout, signal } = this.#io;
    if (!stdout.write(text)) await once(stdout, 'drain', { signal });
  }

  #say(tone: 'good' | 'warn' | 'busy', sign: string, text: string, isImportant = false): void {
    if (isImportant || this.#options.quiet !== true) this.#talk(`${this.#paintTalk(tone, sign)} ${text}\n`);
  }

  #talk(text: string): void {
    (this.#io.stderr satisfies Output).write(text);
  }

  async #each<T>(items: Items<T>, format: (item: T) => string): Promise<void> {
    for await (const item of items) await this.write(format(item));
  }
}
