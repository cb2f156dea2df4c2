import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useSession } from '../../client/react/index.ts';
import { ChatScreen } from './chat/chat-screen.tsx';
import { SignInScreen } from './getting-in/sign-in-screen.tsx';
import { WelcomeScreen } from './getting-in/welcome-screen.tsx';

const RegisterScreen = lazy(() => import('./getting-in/register-screen.tsx'));
const ChooseAvatarScreen = lazy(() => import('./getting-in/choose-avatar-screen.tsx'));

/** What is on screen: the chat for those who are signed in, the way in for everyone else. */
export function App() {
  const { userId } = useSession();
  return (
    <Suspense>
      {userId === undefined ? (
        <Switch>
          <Route path="/sign-in" component={SignInScreen} />
          <Route path="/register" component={RegisterScreen} />
          <Route path="/" component={WelcomeScreen} />
          <Route>
            <Redirect to="/" replace />
          </Route>
        </Switch>
      ) : (
        <Switch>
          <Route path="/choose-avatar" component={ChooseAvatarScreen} />
          <Route path="/register">
            <Redirect to="/choose-avatar" replace />
          </Route>
          <Route path="/sign-in">
            <Redirect to="/" replace />
          </Route>
          <Route component={ChatScreen} />
        </Switch>
      )}
    </Suspense>
  );
}
