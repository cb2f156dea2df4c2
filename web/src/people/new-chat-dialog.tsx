export const NewChatDialog = (_: { onClose: () => void }) => null;
