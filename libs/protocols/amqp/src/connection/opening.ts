import { olderProtocolHeader, protocolHeader } from '../spec/constants.js';

const headerBytes = protocolHeader.length;

/** What the first bytes of a connection are: a header that we speak and what follows it, not yet known, or something else. */
export type Opened =
  { readonly kind: 'amqp'; readonly rest: Buffer } | { readonly kind: 'incomplete' } | { readonly kind: 'foreign' };

/** Gathers the protocol header (section 4.2.2); refuses as soon as the bytes cannot become one. */
export class Opening {
  #have: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Opened {
    this.#have = Buffer.concat([this.#have, chunk]);
    const head = this.#have.subarray(0, headerBytes);
    const isBegun = [protocolHeader, olderProtocolHeader].some((header) => header.subarray(0, head.length).equals(head));
    if (!isBegun) return { kind: 'foreign' };
    return head.length < headerBytes ? { kind: 'incomplete' } : { kind: 'amqp', rest: this.#have.subarray(headerBytes) };
  }
}
