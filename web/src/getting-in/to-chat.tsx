import { useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';

/** On to the chat, or to the form that leads there. */
export function ToChat() {
  const t = useTranslate();
  const { userId } = useSession();
  const [path, label] = userId === undefined ? ['/sign-in', t('signIn.submit')] : ['/', t('verify.open')];
  return (
    <Button kind="primary" wide onClick={() => navigate(path, { replace: true })}>
      {label}
    </Button>
  );
}
