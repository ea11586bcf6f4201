import type { TopicPermission } from './model.js';

/** What of a routing key's text is a regular expression's syntax; `-` is between brackets. */
const syntax = /[\\^$.*+?()[\]{}|/-]/g;

/**
 * The pattern of a topic permission with `{username}` and `{vhost}` filled in, to be matched literally: nobody widens a pattern by being
 * called `.*`. An empty pattern matches the empty routing key alone, as in RabbitMQ. Throws a SyntaxError when it is no regular expression.
 */
export function topicPattern(pattern: string, { user, vhost }: Pick<TopicPermission, 'user' | 'vhost'>): RegExp {
  const filled = pattern.replaceAll('{username}', () => literally(user)).replaceAll('{vhost}', () => literally(vhost));
  return new RegExp(filled === '' ? '^$' : filled);
}

function literally(text: string): string {
  return text.replaceAll(syntax, '\\$&');
}
