export const ProfileDialog = (_: { onClose: () => void }) => null;
