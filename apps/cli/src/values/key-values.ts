import { usageError } from '../cli-error.js';
import { parseJson } from '../api/exact-json.js';

export type Values = Readonly<Record<string, unknown>>;

/** An option that may be given several times: `name=value`. A value that is JSON is that, anything else is text. */
export function collectValue(text: string, before: Values = {}): Values {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`'${text}' is no pair.`, 'Give name=value, such as region=eu or retries=3.');
  return { ...before, [text.slice(0, at)]: valueOf(text.slice(at + 1)) };
}

function valueOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
