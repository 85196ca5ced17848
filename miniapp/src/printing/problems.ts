export type PrintProblem =
  | 'image-missing'
  | 'image-too-wide'
  | 'qr-unfit'
  | 'block-unknown'
  | 'command-too-long'
  | 'damaged'

/** The document cannot be put on this paper as it is. The text is for the officer. */
export class PrintError extends Error {
  constructor(
    readonly code: PrintProblem,
    message: string,
  ) {
    super(message)
    this.name = 'PrintError'
  }
}
