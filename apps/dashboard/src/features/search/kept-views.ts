import type { SearchOrder } from '../../data/search.js';

interface SavedView {
  readonly q: string;
  readonly order: SearchOrder;
}

const key = 'howdah.searches';
const viewsMax = 20;

export function savedViews(): readonly SavedView[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as SavedView[];
  } catch {
    // What somebody else has written there is not ours.
    return [];
  }
}

/** Newest first; answers what is kept then. */
export function keepView(view: SavedView): readonly SavedView[] {
  return store([view, ...savedViews()].slice(0, viewsMax));
}

export function forgetView({ q, order }: SavedView): readonly SavedView[] {
  return store(savedViews().filter((view) => view.q !== q || view.order !== order));
}

function store(views: readonly SavedView[]): readonly SavedView[] {
  localStorage.setItem(key, JSON.stringify(views));
  return views;
}
