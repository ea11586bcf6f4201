interface Examples {
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly message?: string;
  readonly group?: string;
  readonly operation?: string;
}

export function everyPage(examples: Examples): Readonly<Record<string, string>>;
