/** Where the parts of a page stand: what is shown before the application, and the application in its place. */
export const frameClasses = {
  frame: 'grid h-full grid-cols-1 grid-rows-[auto_auto_minmax(0,1fr)] md:grid-cols-[200px_minmax(0,1fr)]',
  environment: 'md:col-span-2',
  places: 'hidden border-r border-line bg-raised md:row-span-2 md:block',
  top: 'flex h-12 items-center gap-2 border-b border-line bg-paper px-2 md:px-4',
  main: 'min-w-0 overflow-y-auto',
  page: 'flex flex-col gap-4 px-4 py-4 md:px-6',
  title: 'text-title font-semibold tracking-tight [overflow-wrap:anywhere]',
};
