/** A cancelled wait for the synchronous standby answers COMMIT with success and this notice: the commit may be lost. */
export const isUnreplicated = (notice: { readonly routine?: string | undefined }): boolean =>
  notice.routine === 'SyncRepWaitForLSN';

export const unreplicatedError = (): Error =>
  Object.assign(new Error('the wait for the synchronous standby was cancelled: the commit may exist on the primary only'), {
    code: '08007', // transaction resolution unknown
  });
