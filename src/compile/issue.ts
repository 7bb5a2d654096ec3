/** Something in the config API's answer that could not be taken as it is. */
export interface Issue {
  readonly kind: 'flag' | 'segment'
  /** The flag's key or the segment's identifier; where it has none, its place in the list. */
  readonly key: string
  /** True where the whole flag or segment is left out of the snapshot; false where only a part of it is. */
  readonly refused: boolean
  /** What is wrong, and what was done about it. */
  readonly problem: string
}

/** Collects issues while a snapshot is compiled. */
export class IssueList {
  readonly all: Issue[] = []

  /** A flag or segment left out. */
  refuse(kind: Issue['kind'], key: string, problem: string): void {
    this.all.push({ kind, key, refused: true, problem })
  }

  /** A flag or segment kept, but not as it was sent. */
  note(kind: Issue['kind'], key: string, problem: string): void {
    this.all.push({ kind, key, refused: false, problem })
  }
}
