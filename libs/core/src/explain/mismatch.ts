import { showField } from '../message/field-names.js';
import { fieldOf, type FieldTable } from '../message/field-table.js';
import { comparable } from '../route/headers-match.js';
import type { Binding, RoutingType } from '../topology/model.js';

/** Why a message does not pass a binding that it does not pass, one sentence. */
export function mismatch(type: RoutingType, binding: Binding, routingKeys: readonly string[], headers: FieldTable): string {
  const keys = routingKeys.map((key) => `'${key}'`).join(', ');
  switch (type) {
    case 'direct':
      return `the routing key ${keys} is not '${binding.routingKey}'`;
    case 'topic':
      return `the routing key ${keys} does not fit the pattern '${binding.routingKey}': ${topicDifference(binding.routingKey, routingKeys)}`;
    case 'headers':
      return headersDifference(binding.arguments, headers);
    case 'fanout':
      return 'a fanout exchange passes every message on';
  }
}

const wordsOf = (key: string): readonly string[] => (key === '' ? [] : key.split('.'));

/** Of the first key: the first word that differs, or how many there are. */
function topicDifference(pattern: string, [key = '']: readonly string[]): string {
  const [wanted, found] = [wordsOf(pattern), wordsOf(key)];
  for (const [index, word] of wanted.entries()) {
    if (word === '#') return `nothing after '#' makes the rest of it fit`;
    const there = found[index];
    if (there === undefined) break;
    if (word !== '*' && word !== there) return `word ${index + 1} is '${there}', not '${word}'`;
  }
  return `it has ${found.length} words, the pattern ${wanted.length}`;
}

function headersDifference(bindingArguments: FieldTable, headers: FieldTable): string {
  const mode = fieldOf(bindingArguments, 'x-match');
  const name = mode === undefined ? 'all' : showField(mode);
  const wanted = bindingArguments.filter(([key]) => key !== 'x-match' && (name.endsWith('-with-x') || !key.startsWith('x-')));
  const missing = wanted.flatMap(([key, value]) => {
    const found = fieldOf(headers, key);
    if (found === undefined) return [`there is no header '${key}'`];
    if (value.type === 'void' || comparable(value) === comparable(found)) return [];
    return [`header '${key}' is ${found.type} '${showField(found)}', not ${value.type} '${showField(value)}'`];
  });
  if (name.startsWith('any'))
    return `none of its headers is there (x-match: ${name})${wanted.length === 0 ? ': it names none' : ''}`;
  return `${missing[0] ?? 'its headers differ'} (x-match: ${name})`;
}
