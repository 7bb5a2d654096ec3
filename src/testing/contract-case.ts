/** One case of a contract. It needs no test runner. */
export interface ContractCase {
  readonly name: string
  /** Rejects with an Error if the case does not hold. */
  run(): Promise<void>
}
