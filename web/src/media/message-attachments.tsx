import { Suspense } from 'react';
import { viewerPath, navigate } from '../navigation.ts';
import { AttachmentSpace } from './attachment-space.tsx';
import { Attachments } from './lazy-parts.tsx';
import type { Media } from './model.ts';

export interface MessageAttachmentsProps {
  attachments: readonly Media[];
  conversationId: string;
  /** Whether they may still be on their way. */
  sending: boolean;
}

/** What is attached to a message: its room is there at once, so that nothing below it moves. */
export const MessageAttachments = ({ attachments, conversationId, sending }: MessageAttachmentsProps) => (
  <Suspense fallback={<AttachmentSpace attachments={attachments} />}>
    <Attachments
      attachments={attachments}
      sending={sending}
      onOpen={({ id }) => navigate(viewerPath(conversationId, id))}
    />
  </Suspense>
);
