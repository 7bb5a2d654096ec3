/** A request that brought no usable answer. */
export class HttpError extends Error {
  /** @param answer what was answered, read to its end; undefined where nothing was */
  constructor(
    message: string,
    readonly answer?: Pick<Response, 'status' | 'headers'>,
  ) {
    super(message)
  }

  /** 0 where there was no answer at all. */
  get status(): number {
    return this.answer?.status ?? 0
  }

  /** True where the same request may succeed later: no answer, too many requests, an error of the server's. */
  get retryable(): boolean {
    return [0, 408, 429].includes(this.status) || this.status >= 500
  }
}
