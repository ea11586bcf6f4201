import { Catch, type ArgumentsHost, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Lets errors of handlers through as they are. Nest's own filter makes everything but an `RpcException` into the object
 * `{ status: 'error', message: 'Internal server error' }` before a transport sees it; then outcomes such as `RetryAfter` do not count, and
 * the broker cannot keep what has failed.
 */
@Catch()
export class PassErrorsFilter implements RpcExceptionFilter {
  /** Called by Nest. In a hybrid application use it for microservices alone. */
  catch(exception: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => exception);
  }
}
