/**
 * Writes JSON that is safe in a `<script>` of any page. It has no `<`, `>` or `&`, so no value can end the script or
 * open a comment in it. It is pure ASCII, so it reads the same in every encoding of a page. U+2028 and U+2029, which end
 * a line in old JavaScript, are escaped with the rest.
 *
 * Source: HTML, 4.12.1.3, Restrictions for contents of script elements.
 */
export const inlineJson = (value: object): string =>
  JSON.stringify(value).replace(
    /[<>&\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
