/** Shown before anything else: apart from the other texts, so that it waits for none of them. */
export const verdict = {
  looking: 'Overview',
  troubled_one: '{{count}} of {{total}} queues needs attention',
  troubled_other: '{{count}} of {{total}} queues need attention',
  odd: 'Queues are well; something else is odd',
  clear: 'All clear. {{rate}} messages a second, nothing waits.',
  clearWaiting: 'All clear. {{rate}} messages a second, oldest waiting {{age}}.',
  notLoaded: 'The dashboard did not load: reload this page',
};
