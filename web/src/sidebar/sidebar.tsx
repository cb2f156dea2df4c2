import { Link } from 'wouter';
import { useConversations } from '../../../client/react/index.ts';
export const Sidebar = (_: { selectedId: string | undefined }) => {
  const { items } = useConversations();
  return (
    <nav>
      {items.map((i) => (
        <Link key={i.id} href={`/c/${i.id}`}>
          {i.name ?? i.participants.map((p) => p.name).join(', ')} {i.unreadCount}
        </Link>
      ))}
    </nav>
  );
};
