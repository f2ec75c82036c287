import { useState } from 'react';
import { Globe, Lock } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { pagePath, projectPath } from '../../app/paths';
import { projectKeyPattern, suggestKey } from '../../app/projectKey';
import { useSlug } from '../../app/shell/slug';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { createProject, useArchivedProjects, useProjects } from '../../models/project';
import type { Visibility } from '../../models/project';
import { Button } from '../../ui/Button';
import { ColorPicker } from '../../ui/ColorPicker';
import { hues } from '../../ui/color';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Page, PageBody } from '../../ui/Page';
import { RadioCards } from '../../ui/RadioCards';
import { Textarea } from '../../ui/Textarea';
import styles from './NewProject.module.css';

/** Makes a project; it is there at once. */
export function NewProject() {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const projects = [...useProjects(), ...useArchivedProjects()];
  const taken = new Set(projects.map((project) => project.key));
  const [name, setName] = useState('');
  const [typedKey, setTypedKey] = useState<string>();
  const [color, setColor] = useState<string>(() => hues[(projects.length * 3 + 8) % hues.length] ?? 'blue');
  const [description, setDescription] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('workspace');
  useTitle(t('project.new'));
  const key = typedKey ?? suggestKey(name, taken);
  const keyError = !projectKeyPattern.test(key)
    ? t('project.key_bad')
    : taken.has(key)
      ? t('project.key_taken')
      : undefined;
  const ready = name.trim() !== '' && keyError === undefined;

  function create(): void {
    if (!ready) return;
    // A refusal is told by the shell, which reports every edit that was rolled back.
    createProject({ key, name: name.trim(), color, description: description.trim(), visibility }).done.catch(
      () => undefined,
    );
    navigate(projectPath(slug, key));
  }

  return (
    <Page>
      <PageBody narrow>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            create();
          }}
        >
          <header>
            <h1 className={styles.title}>{t('project.new')}</h1>
            <p className={styles.text}>{t('project.new_text')}</p>
          </header>
          <div className={styles.names}>
            <Field label={t('project.color')} className={styles.color}>
              {() => <ColorPicker value={color} onChange={setColor} label={t('project.color')} />}
            </Field>
            <Field label={t('project.name')} className={styles.name}>
              {(control) => (
                <Input
                  {...control}
                  autoFocus
                  required
                  maxLength={100}
                  placeholder={t('project.name_placeholder')}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Field
              label={t('project.key')}
              className={styles.key}
              error={typedKey === undefined && name === '' ? undefined : keyError}
            >
              {(control) => (
                <Input
                  {...control}
                  maxLength={10}
                  spellCheck={false}
                  autoCapitalize="characters"
                  value={typedKey ?? (name === '' ? '' : key)}
                  onChange={(event) => setTypedKey(event.target.value.toUpperCase().trim())}
                />
              )}
            </Field>
          </div>
          <Field label={t('project.description')}>
            {(control) => (
              <Textarea
                {...control}
                placeholder={t('project.description_placeholder')}
                value={description}
                onChange={(event) => setDescription(event.target.value)}
              />
            )}
          </Field>
          <RadioCards
            label={t('project.visibility')}
            value={visibility}
            options={[
              {
                id: 'workspace',
                label: t('project.visibility_workspace'),
                note: t('project.visibility_workspace_note'),
                icon: <Globe aria-hidden="true" />,
              },
              {
                id: 'private',
                label: t('project.visibility_private'),
                note: t('project.visibility_private_note'),
                icon: <Lock aria-hidden="true" />,
              },
            ]}
            onChange={(next) => setVisibility(next as Visibility)}
          />
          <div className={styles.footer}>
            <Button type="submit" variant="primary" disabled={!ready}>
              {t('project.create')}
            </Button>
            <Link href={pagePath(slug, 'import')} className={styles.link}>
              {t('project.import_instead')}
            </Link>
          </div>
        </form>
      </PageBody>
    </Page>
  );
}
