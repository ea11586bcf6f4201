import type pg from 'pg';

/**
 * Somebody else's service, with what makes such services hard: it may have charged a card and its answer is lost. Therefore each call
 * has a key, and a key that it has seen is not charged again.
 */
export class CardCompany {
  /** Keys whose first answer was lost. */
  readonly #lost = new Set<string>();
  #calls = 0;

  constructor(private readonly books: pg.Pool) {}

  /** False when the card is declined. */
  async charge(key: string, cents: number, card: string): Promise<boolean> {
    if (card.startsWith('declined')) return false;
    await this.books.query('insert into card_charge (key, cents) values ($1, $2) on conflict do nothing', [key, cents]);
    this.#loseEvery(20, key);
    return true;
  }

  async refund(key: string): Promise<void> {
    await this.books.query('update card_charge set refunded = true where key = $1', [key]);
    this.#loseEvery(20, key);
  }

  #loseEvery(n: number, key: string): void {
    if (++this.#calls % n !== 0 || this.#lost.has(key)) return;
    this.#lost.add(key);
    throw new Error('the card company does not answer');
  }
}
