export const WelcomeScreen = () => null;
