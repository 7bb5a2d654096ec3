/** The default `id` of the page's block of flags. The server's side and the browser's share it, and nothing else. */
export const DEFAULT_ID = 'burgee-flags'
