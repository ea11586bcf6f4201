import { environment } from '../environment/environment.js';
import { environmentClasses } from '../environment/environment-classes.js';
import { frameClasses } from '../ui/frame-classes.js';

/** A page of which nothing is there but its heading, and what it looks at. */
export function pageAround(heading: string): HTMLElement {
  const title = element('h1', frameClasses.title);
  title.textContent = heading;
  return element(
    'div',
    frameClasses.frame,
    element('div', frameClasses.environment, ...environmentBar()),
    element('aside', frameClasses.places),
    element('header', frameClasses.top),
    element('main', frameClasses.main, element('div', frameClasses.page, title)),
  );
}

function environmentBar(): HTMLElement[] {
  if (environment === undefined) return [];
  const bar = element('section', environmentClasses(environment.color));
  bar.ariaLabel = environment.name;
  bar.textContent = environment.name;
  return [bar];
}

function element(name: string, classes: string, ...children: readonly HTMLElement[]): HTMLElement {
  const made = document.createElement(name);
  made.className = classes;
  made.append(...children);
  return made;
}
