export const claimCountMax = 1_000;
export const claimBytesMax = 8 * 1024 * 1024;
/** Credit that is claimed for at once, however much is unsettled. */
export const worthClaiming = 100;
export const lingerMs = 2;
export const backOffMs = 10;
export const failureBackOffMs = 500;
