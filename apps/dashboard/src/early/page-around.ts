import { frameClasses } from '../ui/frame-classes.js';

/** A page that has its heading, and is still busy with the rest. */
export function pageAround(heading: string): HTMLElement {
  const title = element('h1', frameClasses.title);
  title.textContent = heading;
  const page = element(
    'div',
    frameClasses.frame,
    element('div', frameClasses.environment),
    element('aside', frameClasses.places),
    element('header', frameClasses.top),
    element('main', frameClasses.main, element('div', frameClasses.page, title)),
  );
  page.ariaBusy = 'true';
  return page;
}

function element(name: string, classes: string, ...children: readonly HTMLElement[]): HTMLElement {
  const made = document.createElement(name);
  made.className = classes;
  made.append(...children);
  return made;
}
