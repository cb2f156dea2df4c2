export const JumpDialog = (_: { onClose: () => void }) => null;
