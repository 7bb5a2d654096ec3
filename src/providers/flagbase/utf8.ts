const encoder = new TextEncoder()

/** Shared by all calls. A call does not pause, so two calls never need it at the same time. */
let bytes = new Uint8Array(512)
let view = new DataView(bytes.buffer)

/** More bytes than SHA-256 adds to a string. */
const SPARE = 128

/**
 * The bytes of a string in UTF-8, valid until the next call.
 *
 * @returns a view of them, with room for 128 bytes more, and their number
 */
export const utf8 = (text: string): readonly [view: DataView, length: number] => {
  // A UTF-16 unit takes at most three bytes in UTF-8.
  if (text.length * 3 + SPARE > bytes.length) {
    bytes = new Uint8Array(text.length * 6 + SPARE)
    view = new DataView(bytes.buffer)
  }
  return [view, encoder.encodeInto(text, bytes).written]
}
