/** What a body begins with: who sent it, as which of his messages, and when it should have been sent. */
export interface Stamp {
  readonly publisher: number;
  readonly sequence: number;
  /** ms of the machine's monotonic clock. */
  readonly intendedAt: number;
}

const stampBytes = 16;

export function writeStamp(body: Buffer, { publisher, sequence, intendedAt }: Stamp): void {
  body.writeUInt32LE(publisher, 0);
  body.writeUInt32LE(sequence, 4);
  body.writeDoubleLE(intendedAt, 8);
}

export function readStamp(body: Buffer): Stamp {
  if (body.length < stampBytes) throw new Error(`a message of ${body.length} bytes came that no load client has sent`);
  return { publisher: body.readUInt32LE(0), sequence: body.readUInt32LE(4), intendedAt: body.readDoubleLE(8) };
}
