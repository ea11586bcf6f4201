import type { MessageEditJson } from '@howdah/contracts';
import type { FieldJson, MessageEdit } from '@howdah/core';
import { memberOf } from './json-text.js';
import { encodingOf, readBody } from './read-publication.js';

/** `text` is the request as it was sent: a body is kept digit for digit. */
export function readEdit(edit: MessageEditJson, text: string): MessageEdit {
  const { body, setHeaders, removeHeaders } = edit;
  const editText = memberOf(text, 'edit') ?? '{}';
  const isEdited = memberOf(editText, 'body') !== undefined;
  const bytes = isEdited ? readBody(body, encodingOf(edit), editText) : null;
  return {
    body: bytes?.toString('base64') ?? null,
    setHeaders: setHeaders as Record<string, FieldJson>,
    removeHeaders,
  };
}
