const encoder = new TextEncoder()

/** Every call writes here: a hash is computed in one go, so no two calls ever need it at once. */
let bytes = new Uint8Array(512)
let view = new DataView(bytes.buffer)

/** More than SHA-256 adds to a text. */
const SPARE = 128

/**
 * A text's bytes in UTF-8, valid until the next call.
 *
 * @returns where they are, from 0 on, with room for 128 bytes more; and how many they are
 */
export const utf8 = (text: string): readonly [view: DataView, length: number] => {
  // A UTF-16 unit takes at most three bytes in UTF-8.
  if (text.length * 3 + SPARE > bytes.length) {
    bytes = new Uint8Array(text.length * 6 + SPARE)
    view = new DataView(bytes.buffer)
  }
  return [view, encoder.encodeInto(text, bytes).written]
}
