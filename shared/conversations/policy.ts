/** In bigger groups, telling everybody what each member does would grow with the square of the members. */
const chattyUpToMembers = 100;

/** Whether members are told of each other's receipts and typing; in bigger groups receipts are read on demand. */
export function tellsEverybody({ memberCount }: { memberCount: number }): boolean {
  return memberCount <= chattyUpToMembers;
}
