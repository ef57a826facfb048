/** `jetbridge import members|events FILE --map MAP`. */
export async function importFile(_args: readonly string[]): Promise<number> {
  throw new Error('Importing files is not part of this version yet');
}
