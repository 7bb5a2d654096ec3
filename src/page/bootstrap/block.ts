/** What a page's block of flags is known by, on both sides: `<script type="application/json" id="burgee-flags">`. */
export const DEFAULT_ID = 'burgee-flags'
