import type { MessageFilterJson } from '@howdah/contracts';
import type { FieldJson, MessageFilter } from '@howdah/core';
import { instant } from './instant.js';

/** Ids and instants are texts outside. */
export function readFilter(filter: MessageFilterJson): MessageFilter {
  const { messageId, errorGroup, publishedFrom, publishedBefore, headers, body, ...rest } = filter;
  return {
    ...rest,
    ...(messageId === undefined ? {} : { messageId: Number(messageId) }),
    ...(errorGroup === undefined ? {} : { errorGroup: Number(errorGroup) }),
    ...(publishedFrom === undefined ? {} : { publishedFrom: Date.parse(publishedFrom) }),
    ...(publishedBefore === undefined ? {} : { publishedBefore: Date.parse(publishedBefore) }),
    ...(headers === undefined ? {} : { headers: headers as Record<string, FieldJson> }),
    ...(body === undefined ? {} : { body: body.map(({ pointer, equals }) => ({ pointer, equals })) }),
  };
}

export function showFilter(filter: MessageFilter): MessageFilterJson {
  const { messageId, errorGroup, publishedFrom, publishedBefore, headers, body, ...rest } = filter;
  return {
    ...rest,
    ...(messageId === undefined ? {} : { messageId: String(messageId) }),
    ...(errorGroup === undefined ? {} : { errorGroup: String(errorGroup) }),
    ...(publishedFrom === undefined ? {} : { publishedFrom: instant(publishedFrom) }),
    ...(publishedBefore === undefined ? {} : { publishedBefore: instant(publishedBefore) }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    ...(body === undefined ? {} : { body: body.map(({ pointer, equals }) => ({ pointer, equals })) }),
  };
}
