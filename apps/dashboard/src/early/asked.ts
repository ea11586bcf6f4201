import { basePath } from '../api/client.js';
import { askAttention, askOverview, askSignedIn } from '../data/first-questions.js';

const isOverview = location.pathname === basePath;

/** What the first page needs to know, asked before there is a page. */
export const asked = {
  signedIn: askSignedIn(),
  attention: askAttention(),
  /** For whoever comes to the overview. */
  overview: isOverview ? askOverview() : undefined,
};

// Whoever may not know is refused. A failure is told by the page, which asks again.
for (const answer of Object.values(asked)) answer?.catch(() => undefined);
