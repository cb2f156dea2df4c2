import { Suspense, useLayoutEffect, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useSession } from '../../client/react/index.ts';
import { ChatScreen } from './chat/chat-screen.tsx';
import { SignInScreen } from './getting-in/sign-in-screen.tsx';
import { WelcomeScreen } from './getting-in/welcome-screen.tsx';
import { lazyPart } from './lazy-part.ts';
import { callbackPath } from './providers/answer.ts';
import { keepWantedPath, wantedPath } from './wanted-path.ts';

const RegisterScreen = lazyPart(() => import('./getting-in/register-screen.tsx'));
const ForgotPasswordScreen = lazyPart(() => import('./getting-in/forgot-password-screen.tsx'));
const ResetPasswordScreen = lazyPart(() => import('./getting-in/reset-password-screen.tsx'));
const VerifyEmailScreen = lazyPart(() => import('./getting-in/verify-email-screen.tsx'));
const ProviderCallbackScreen = lazyPart(() => import('./providers/provider-callback-screen.tsx'));
const UnsubscribeScreen = lazyPart(() => import('./notifications/unsubscribe-screen.tsx'));
const InviteScreen = lazyPart(() => import('./joining/invite-screen.tsx'));
const ChooseAvatarScreen = lazyPart(() => import('./getting-in/choose-avatar-screen.tsx'));

/** What is on screen: what mails, providers and invites lead to, for everyone; else the chat for those who are signed in, and the way in. */
export function App() {
  return (
    <Suspense>
      <Switch>
        <Route path="/forgot-password" component={ForgotPasswordScreen} />
        <Route path="/reset-password" component={ResetPasswordScreen} />
        <Route path="/verify-email" component={VerifyEmailScreen} />
        <Route path="/unsubscribe" component={UnsubscribeScreen} />
        <Route path="/invite" component={InviteScreen} />
        <Route path={callbackPath} component={ProviderCallbackScreen} />
        <Route component={InOrOut} />
      </Switch>
    </Suspense>
  );
}

function InOrOut() {
  const { userId } = useSession();
  /** Who was here last. */
  const [lastId, setLastId] = useState(userId);
  if (userId !== undefined && userId !== lastId) setLastId(userId);
  if (userId === undefined)
    return (
      <Switch>
        <Route path="/sign-in" component={SignInScreen} />
        <Route path="/register" component={RegisterScreen} />
        <Route path="/" component={WelcomeScreen} />
        <Route>
          <ToWelcome lastId={lastId} />
        </Route>
      </Switch>
    );
  return (
    <Switch>
      <Route path="/choose-avatar" component={ChooseAvatarScreen} />
      <Route path="/register">
        <Redirect to="/choose-avatar" replace />
      </Route>
      <Route path="/sign-in">
        <Redirect to={wantedPath(userId)} replace />
      </Route>
      <Route component={ChatScreen} />
    </Switch>
  );
}

/** What a link leads to is kept until there is a session. */
function ToWelcome({ lastId }: { lastId: string | undefined }) {
  const [path] = useLocation();
  useLayoutEffect(() => keepWantedPath(path, lastId), [path, lastId]);
  return <Redirect to="/" replace />;
}
