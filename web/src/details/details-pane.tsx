export const DetailsPane = (_: { conversationId: string; onClose: () => void }) => null;
