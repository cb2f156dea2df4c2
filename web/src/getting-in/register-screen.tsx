const RegisterScreen = () => null;
export default RegisterScreen;
