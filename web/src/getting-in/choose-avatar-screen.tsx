const ChooseAvatarScreen = () => null;
export default ChooseAvatarScreen;
