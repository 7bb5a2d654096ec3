/** This package's version: sent to the config API, and part of what makes a snapshot stale. */
export const VERSION = '0.1.0'
