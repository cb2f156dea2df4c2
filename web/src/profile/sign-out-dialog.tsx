export const SignOutDialog = (_: { onClose: () => void }) => null;
