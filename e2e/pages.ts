export { everyPage } from '../tools/dashboard/pages.mjs';
