/** A request that brought no usable answer. */
export class HttpError extends Error {
  /**
   * @param status of the answer. 0 if there was no answer
   * @param headers of the answer
   */
  constructor(
    message: string,
    readonly status = 0,
    readonly headers?: Headers,
  ) {
    super(message)
  }

  /** True if the same request may succeed later: no answer, a timeout, too many requests or an error of the server. */
  get retryable(): boolean {
    return [0, 408, 429].includes(this.status) || this.status >= 500
  }
}
