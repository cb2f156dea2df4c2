import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ChatProvider } from '../../client/react/index.ts';
import { followActivity } from './activity.ts';
import { App } from './app.tsx';
import { client } from './chat-client.ts';
import { startLinkTokens } from './getting-in/link-token.ts';
import { I18nProvider, startI18n } from './i18n/i18n.ts';
import { registerServiceWorker } from './offline-shell.ts';
import { startProviderAnswer } from './providers/answer.ts';
import { report } from './report.ts';
import { startNavigation } from './navigation.ts';
import { startSession } from './session.ts';
import { startSettings } from './settings/settings.ts';
import { Toasts } from './ui/toast.tsx';
import { Tooltips } from './ui/tooltips.tsx';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root element.');
  client.on('error', report);
  startSettings();
  startNavigation();
  startLinkTokens();
  startProviderAnswer();
  await Promise.all([startI18n(report), startSession(client)]);
  createRoot(root, { onRecoverableError: report }).render(
    <StrictMode>
      <ChatProvider client={client}>
        <I18nProvider>
          <App />
          <Toasts />
          <Tooltips />
        </I18nProvider>
      </ChatProvider>
    </StrictMode>,
  );
  followActivity(client);
  registerServiceWorker();
}

start().catch(report);
