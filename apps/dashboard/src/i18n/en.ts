import { frame } from './en/frame.js';
import { pages } from './en/pages.js';
import { remedies } from './en/remedies.js';

/** Every text of the dashboard. What stands in {{ }} is filled in; _one and _other go by the count. */
export const en = { ...frame, ...pages, ...remedies };
