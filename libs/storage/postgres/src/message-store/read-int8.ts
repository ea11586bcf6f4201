/** Up to 2^53: a bigint for each message would show in a profile. */
export const readInt8 = (bytes: Buffer, at: number): number =>
  bytes.readUInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);
