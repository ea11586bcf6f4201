import { frame } from './zh/frame.js';
import { pages } from './zh/pages.js';
import { remedies } from './zh/remedies.js';

export const zh = { ...frame, ...pages, ...remedies };
