export const NewGroupDialog = (_: { onClose: () => void }) => null;
