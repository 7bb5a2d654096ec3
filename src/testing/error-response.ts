/** Builds the response to a request that is refused, with the error body of a protocol. */
export type ErrorResponse = (status: number, message: string, headers?: Record<string, string>) => Response
