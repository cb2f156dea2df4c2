export const ShortcutsDialog = (_: { onClose: () => void }) => null;
