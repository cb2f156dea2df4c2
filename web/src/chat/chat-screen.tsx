export const ChatScreen = () => null;
