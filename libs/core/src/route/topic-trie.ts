/** `hash` and `star` stand apart from the words: a routing key may hold the words '#' and '*' themselves. */
class Node<T> {
  readonly words = new Map<string, Node<T>>();
  star: Node<T> | null = null;
  hash: Node<T> | null = null;
  readonly values = new Set<T>();

  /** `#` matches any number of words: its node stays where it is. */
  constructor(readonly stays: boolean) {}

  get isEmpty(): boolean {
    return this.values.size === 0 && this.words.size === 0 && this.star === null && this.hash === null;
  }

  child(word: string): Node<T> | null {
    if (word === '*') return this.star;
    return word === '#' ? this.hash : (this.words.get(word) ?? null);
  }

  grow(word: string): Node<T> {
    if (word === '*') return (this.star ??= new Node(false));
    if (word === '#') return (this.hash ??= new Node(true));
    const node = this.words.get(word) ?? new Node<T>(false);
    this.words.set(word, node);
    return node;
  }

  prune(word: string): void {
    if (word === '*') this.star = null;
    else if (word === '#') this.hash = null;
    else this.words.delete(word);
  }
}

/** The empty key has no word at all, `a.` has two. */
const wordsOf = (key: string): string[] => (key === '' ? [] : key.split('.'));

/** Values under topic patterns: `*` stands for exactly one word, `#` for any number of words, none included. */
export class TopicTrie<T> {
  readonly #root = new Node<T>(false);

  add(pattern: string, value: T): void {
    let node = this.#root;
    for (const word of wordsOf(pattern)) node = node.grow(word);
    node.values.add(value);
  }

  remove(pattern: string, value: T): void {
    this.#remove(this.#root, wordsOf(pattern), 0, value);
  }

  /**
   * Visits each value whose pattern matches, once for each pattern. Walks all matching paths side by side, a word at a time:
   * the work grows with the words times the nodes, however many `#` the patterns have.
   */
  match(routingKey: string, visit: (value: T) => void): void {
    let active = new Set<Node<T>>();
    enter(this.#root, active);
    for (const word of wordsOf(routingKey)) active = advance(active, word);
    for (const node of active) node.values.forEach(visit);
  }

  #remove(node: Node<T>, words: readonly string[], at: number, value: T): void {
    const word = words[at];
    if (word === undefined) {
      node.values.delete(value);
      return;
    }
    const child = node.child(word);
    if (child === null) return;
    this.#remove(child, words, at + 1, value);
    if (child.isEmpty) node.prune(word);
  }
}

/** A `#` below the node matches no word already, so it is entered too. */
function enter<T>(node: Node<T>, active: Set<Node<T>>): void {
  if (active.has(node)) return;
  active.add(node);
  if (node.hash !== null) enter(node.hash, active);
}

function advance<T>(active: ReadonlySet<Node<T>>, word: string): Set<Node<T>> {
  const next = new Set<Node<T>>();
  for (const node of active) {
    if (node.stays) enter(node, next);
    if (node.star !== null) enter(node.star, next);
    const exact = node.words.get(word);
    if (exact !== undefined) enter(exact, next);
  }
  return next;
}
