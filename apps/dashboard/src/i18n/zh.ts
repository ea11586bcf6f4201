import { frame } from './zh/frame.js';
import { pages } from './zh/pages.js';

export const zh = { ...frame, ...pages };
