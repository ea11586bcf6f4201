import '../ui/tokens.css';
import { applyToPage } from '../preferences/preferences.js';
import { atMost } from './at-most.js';
import { showFailure } from './show-failure.js';
import { showVerdict } from './show-verdict.js';

/** ms. The application waits no longer for answers: it has places for them. */
const longestMs = 500;

applyToPage();
// Not awaited: the application uses modules of this script, which are there only when it has ended.
void atMost(longestMs, showVerdict())
  .then(() => import('../main.js'))
  .catch(showFailure);
