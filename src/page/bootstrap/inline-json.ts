/**
 * JSON that may stand in a `<script>` of any page. No value can end the script or open a comment in it, as there is
 * no `<`, `>` or `&`; and as there is nothing but ASCII, it is the same in every encoding that a page may have, and
 * has no U+2028 or U+2029, which end a line in old JavaScript.
 *
 * Source: HTML, 4.12.1.3, Restrictions for contents of script elements.
 */
export const inlineJson = (value: object): string =>
  JSON.stringify(value).replace(
    /[<>&\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
