export const SettingsDialog = (_: { onClose: () => void }) => null;
