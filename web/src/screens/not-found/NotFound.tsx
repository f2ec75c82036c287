import { Compass } from 'lucide-react';
import { Link } from 'wouter';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { EmptyState } from '../../ui/EmptyState';
import styles from './NotFound.module.css';

/** What stands at an address that leads nowhere, or nowhere for this person. */
export function NotFound({ workspace = false }: { workspace?: boolean }) {
  const title = t(workspace ? 'app.workspace_not_found_title' : 'app.not_found_title');
  useTitle(title);
  // Inside the shell the screen already is the main part of the page.
  const Frame = workspace ? 'main' : 'div';
  return (
    <Frame className={styles.page}>
      <EmptyState
        icon={<Compass />}
        heading
        title={title}
        text={t(workspace ? 'app.workspace_not_found_text' : 'app.not_found_text')}
        action={
          <Link href="/" className={styles.link}>
            {t('app.go_home')}
          </Link>
        }
      />
    </Frame>
  );
}
