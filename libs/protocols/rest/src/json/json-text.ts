/**
 * Reads JSON text that is known to be valid without turning its numbers into doubles: what a member or an element was,
 * character by character.
 */

/** The last member of this name, as it counts for a parser too. */
export function memberOf(object: string, name: string): string | undefined {
  let found: string | undefined;
  for (let at = next(object, object.indexOf('{') + 1); object[at] === '"';) {
    const keyEnd = stringEnd(object, at);
    const start = object.indexOf(':', keyEnd) + 1;
    const end = valueEnd(object, start);
    if (JSON.parse(object.slice(at, keyEnd)) === name) found = object.slice(start, end);
    at = next(object, end);
  }
  return found;
}

export function elementsOf(array: string): string[] {
  const elements: string[] = [];
  for (let at = next(array, array.indexOf('[') + 1); array[at] !== ']';) {
    const end = valueEnd(array, at);
    elements.push(array.slice(at, end));
    at = next(array, end);
  }
  return elements;
}

/** Without the white space between its parts. */
export function compact(json: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < json.length;) {
    if (json[at] === '"') {
      at = stringEnd(json, at);
    } else if (isSpace(json[at])) {
      parts.push(json.slice(from, at));
      while (isSpace(json[at])) at++;
      from = at;
    } else at++;
  }
  return from === 0 ? json : parts.join('') + json.slice(from);
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t';
}

/** Where the next member or element starts, or the end of them. */
function next(json: string, at: number): number {
  while (isSpace(json[at]) || json[at] === ',') at++;
  return at;
}

/** Behind the string that starts at `at`. */
function stringEnd(json: string, at: number): number {
  for (let quote = json.indexOf('"', at + 1); ; quote = json.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (json[quote - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
}

/** Behind the value that starts at `at` or after some white space there. */
function valueEnd(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const char = json[at];
    if (char === '"') {
      at = stringEnd(json, at) - 1;
      if (depth === 0) return at + 1;
    } else if (char === '{' || char === '[') {
      depth++;
    } else if (char === '}' || char === ']') {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (char === ',' && depth === 0) return at;
  }
  return json.length;
}
