import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expirationMsMax, parseExpiration } from './expiration.js';

describe('parseExpiration', () => {
  it('reads every whole number up to the limit', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: expirationMsMax }), (value) => parseExpiration(String(value)) === value));
  });

  it.each([
    ['abc', "invalid expiration 'abc': no_integer"],
    ['', "invalid expiration '': no_integer"],
    ['-1', "invalid expiration '-1': {value_negative,-1}"],
    ['1.5', `invalid expiration '1.5': {leftover_string,".5"}`],
    ['315360000001', "invalid expiration '315360000001': {value_too_large,315360000001}"],
  ])('refuses %j with what was found', (text, message) => {
    expect(() => parseExpiration(text)).toThrow(message);
  });
});
