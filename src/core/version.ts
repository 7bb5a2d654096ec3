/** This package's version. It is sent to the config API, and a new version compiles again. */
export const VERSION = '0.1.0'
