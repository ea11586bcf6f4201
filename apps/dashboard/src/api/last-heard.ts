let heardAt = 0;

/** Called with every answer of the broker, and with every event of its stream. */
export function heardFromBroker(): void {
  heardAt = Date.now();
}

/** By this machine's clock; 0: never. */
export function lastHeardAt(): number {
  return heardAt;
}
