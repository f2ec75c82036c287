import { X } from 'lucide-react';
import { t } from '../../i18n';
import { useMembers } from '../../models/member';
import { removeProjectMember, setProjectMember, useProjectMembers } from '../../models/project';
import type { Project, ProjectRole } from '../../models/project';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Combobox } from '../../ui/Combobox';
import { IconButton } from '../../ui/IconButton';
import { Select } from '../../ui/Select';
import { ListRow, SettingsGroup } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';

const roles: readonly ProjectRole[] = ['admin', 'editor', 'commenter', 'viewer'];

/** Who may do what in a project. */
export function People({ project, administers }: { project: Project; administers: boolean }) {
  const members = useMembers().filter((member) => !member.removed_at);
  const explicit = useProjectMembers(project.id);
  const chief = members.filter((member) => member.role === 'owner' || member.role === 'admin');
  const added = explicit
    .map((row) => ({ row, member: members.find((member) => member.id === row.member_id) }))
    .filter((entry) => entry.member !== undefined && !chief.includes(entry.member));
  const addable = members.filter(
    (member) => !chief.includes(member) && !member.placeholder && !explicit.some((row) => row.member_id === member.id),
  );

  function remove(id: string, name: string, role: ProjectRole): void {
    removeProjectMember(project.id, id).done.catch(() => undefined);
    showToast(t('project.person_removed', { name }), {
      action: { label: t('ui.undo'), run: () => void setProjectMember(project.id, id, role) },
    });
  }

  return (
    <SettingsGroup
      title={t('project.tab_members')}
      text={t(project.visibility === 'private' ? 'project.people_text_private' : 'project.people_text_workspace')}
      actions={
        administers && (
          <Combobox
            label={t('project.add_person')}
            value={null}
            align="end"
            options={addable.map((member) => ({
              id: member.id,
              label: member.name,
              note: t(`workspace.${member.role}`),
              icon: <Avatar person={member} size={18} decorative />,
            }))}
            onChange={(id) => void setProjectMember(project.id, id, 'editor')}
            trigger={<Button disabled={addable.length === 0}>{t('project.add_person')}</Button>}
          />
        )
      }
    >
      <ul>
        {chief.map((member) => (
          <ListRow
            key={member.id}
            picture={<Avatar person={member} size={28} decorative />}
            title={member.name}
            text={t('project.by_workspace_role')}
            aside={t('project.role_admin')}
          />
        ))}
        {added.map(({ row, member }) =>
          member ? (
            <ListRow
              key={row.id}
              picture={<Avatar person={member} size={28} decorative />}
              title={member.name}
              text={member.email ?? t(`workspace.${member.role}`)}
              aside={!administers && t(`project.role_${row.role}`)}
              actions={
                administers && (
                  <>
                    <Select
                      label={t('project.role_of', { name: member.name })}
                      quiet
                      size="sm"
                      value={row.role}
                      options={roles.map((role) => ({ id: role, label: t(`project.role_${role}`) }))}
                      onChange={(role) => void setProjectMember(project.id, member.id, role as ProjectRole)}
                    />
                    <IconButton
                      label={t('project.remove_person', { name: member.name })}
                      icon={<X aria-hidden="true" />}
                      onClick={() => remove(member.id, member.name, row.role)}
                    />
                  </>
                )
              }
            />
          ) : null,
        )}
      </ul>
    </SettingsGroup>
  );
}
