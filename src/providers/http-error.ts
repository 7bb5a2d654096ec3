/** A request that brought no usable answer. */
export class HttpError extends Error {
  /**
   * @param status 0 where there was no answer at all
   * @param retryAfter the header of that name, as it was sent; null where it was not
   */
  constructor(
    message: string,
    readonly status = 0,
    readonly retryAfter: string | null = null,
  ) {
    super(message)
  }

  /** True where the same request may succeed later: no answer, too many requests, an error of the server's. */
  get retryable(): boolean {
    return [0, 408, 429].includes(this.status) || this.status >= 500
  }
}
