import '../ui/tokens.css';
import { applyToPage } from '../preferences/preferences.js';
import { showVerdict } from './show-verdict.js';

/** The application waits no longer than this for answers: it has places for them. */
const longestMs = 500;

applyToPage();
// Not awaited: the application uses modules of this script, which are there only when it has ended.
void Promise.race([showVerdict(), new Promise((resolve) => setTimeout(resolve, longestMs))]).then(() => import('../main.js'));
