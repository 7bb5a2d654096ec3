/** Something in the config API's answer that could not be taken as it is. */
export interface Issue {
  readonly kind: 'flag' | 'segment'
  /** The flag's key or the segment's identifier. If it has none: its place in the list, `#0` for the first. */
  readonly key: string
  /** True if the whole flag or segment is left out of the snapshot; false if only a part of it is. */
  readonly refused: boolean
  /** What is wrong, and what was done about it. */
  readonly problem: string
}

/** Collects issues while a snapshot is compiled. */
export class IssueList {
  readonly all: Issue[] = []

  /** Reports a flag or segment that is left out. */
  refuse(kind: Issue['kind'], key: string, problem: string): void {
    this.all.push({ kind, key, refused: true, problem })
  }

  /** Reports a flag or segment that is kept, but not as it was sent. */
  note(kind: Issue['kind'], key: string, problem: string): void {
    this.all.push({ kind, key, refused: false, problem })
  }
}
