import type { Draft } from './publish-draft.js';

const key = 'howdah.drafts';
const draftsMax = 10;
/** What a browser keeps is not meant for megabytes. */
const charactersMax = 10_000;

export function recentDrafts(): readonly Draft[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Draft[];
  } catch {
    return [];
  }
}

/** Newest first, each once. */
export function rememberDraft(draft: Draft): void {
  if (draft.body.length > charactersMax) return;
  const others = recentDrafts().filter(({ kind, body }) => kind !== draft.kind || body !== draft.body);
  localStorage.setItem(key, JSON.stringify([draft, ...others].slice(0, draftsMax)));
}
