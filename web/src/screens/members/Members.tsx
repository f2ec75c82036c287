import { useMemo, useState } from 'react';
import { MoreHorizontal, Search, UserRoundMinus, UserRoundPlus } from 'lucide-react';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { formatRelative } from '../../i18n/format';
import { removeMember, setRole, useMembers } from '../../models/member';
import type { Member, Role } from '../../models/member';
import { useMyMembership } from '../../models/workspace';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Badge } from '../../ui/Chip';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { Menu, MenuItem } from '../../ui/Menu';
import { Select } from '../../ui/Select';
import { ListRow, SettingsGroup, SettingsPage } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';
import { ClaimLink } from './ClaimLink';
import { HandOn } from './HandOn';
import { Invites } from './Invites';

const roles: readonly Role[] = ['admin', 'member', 'guest'];

/** The people of a workspace. */
export function Members() {
  const all = useMembers();
  const me = useMyMembership();
  const [query, setQuery] = useState('');
  const [inviting, setInviting] = useState(false);
  const [claiming, setClaiming] = useState<Member>();
  const [handing, setHanding] = useState<Member>();
  useTitle(t('shell.members'));
  const administers = me?.role === 'owner' || me?.role === 'admin';

  const wanted = query.trim().toLocaleLowerCase();
  const found = useMemo(
    () => all.filter((member) => `${member.name} ${member.email ?? ''}`.toLocaleLowerCase().includes(wanted)),
    [all, wanted],
  );
  const people = found.filter((member) => !member.removed_at && !member.placeholder);
  const imported = found.filter((member) => !member.removed_at && member.placeholder);
  const former = found.filter((member) => member.removed_at);
  const total = all.filter((member) => !member.removed_at && !member.placeholder).length;

  return (
    <SettingsPage
      title={t('shell.members')}
      text={t('workspace.members_text', { count: total })}
      actions={
        administers && (
          <Button variant="primary" icon={<UserRoundPlus aria-hidden="true" />} onClick={() => setInviting(true)}>
            {t('workspace.invite')}
          </Button>
        )
      }
    >
      {all.length > 8 && (
        <Input
          type="search"
          aria-label={t('workspace.find_person')}
          placeholder={t('workspace.find_person')}
          leading={<Search aria-hidden="true" />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      {people.length > 0 && (
        <SettingsGroup>
          <ul>
            {people.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                me={me?.member_id}
                administers={administers}
                onHandOn={setHanding}
              />
            ))}
          </ul>
        </SettingsGroup>
      )}
      {administers && <Invites making={inviting} onMaking={setInviting} />}
      {imported.length > 0 && (
        <SettingsGroup title={t('workspace.imported_title')} text={t(administers ? 'workspace.imported_text' : 'workspace.imported_note')}>
          <ul>
            {imported.map((member) => (
              <ListRow
                key={member.id}
                picture={<Avatar person={member} size={28} decorative />}
                title={member.name}
                actions={
                  administers && (
                    <>
                      <Button size="sm" onClick={() => setClaiming(member)}>
                        {t('workspace.claim_link')}
                      </Button>
                      <Button size="sm" variant="ghost" onClick={() => setHanding(member)}>
                        {t('workspace.hand_on')}
                      </Button>
                    </>
                  )
                }
              />
            ))}
          </ul>
        </SettingsGroup>
      )}
      {former.length > 0 && (
        <SettingsGroup title={t('workspace.removed_title')} text={t('workspace.removed_text')}>
          <ul>
            {former.map((member) => (
              <ListRow
                key={member.id}
                picture={<Avatar person={{ ...member, color: 'gray' }} size={28} decorative />}
                title={member.name}
                text={member.removed_at && t('workspace.left_on', { when: formatRelative(member.removed_at) })}
                actions={
                  administers && (
                    <Button size="sm" variant="ghost" onClick={() => setHanding(member)}>
                      {t('workspace.hand_on')}
                    </Button>
                  )
                }
              />
            ))}
          </ul>
        </SettingsGroup>
      )}
      <ClaimLink member={claiming} onClose={() => setClaiming(undefined)} />
      <HandOn member={handing} onClose={() => setHanding(undefined)} />
    </SettingsPage>
  );
}

function MemberRow({
  member,
  me,
  administers,
  onHandOn,
}: {
  member: Member;
  me: string | undefined;
  administers: boolean;
  onHandOn: (member: Member) => void;
}) {
  const isMe = member.id === me;
  const mayChange = administers && !isMe && member.role !== 'owner';
  function changeRole(role: Role): void {
    if (role === member.role) return;
    const before = member.role;
    setRole(member.id, role).done.catch(() => undefined);
    showToast(t('workspace.role_changed', { name: member.name, role: t(`workspace.${role}`) }), {
      action: { label: t('ui.undo'), run: () => void setRole(member.id, before) },
    });
  }
  return (
    <ListRow
      picture={<Avatar person={member} size={28} decorative />}
      title={
        <>
          {member.name}
          {isMe && <Badge>{t('workspace.you')}</Badge>}
        </>
      }
      text={member.email}
      aside={!mayChange && t(`workspace.${member.role}`)}
      actions={
        mayChange && (
          <>
            <Select
              label={t('workspace.role_of', { name: member.name })}
              quiet
              size="sm"
              value={member.role}
              options={roles.map((role) => ({ id: role, label: t(`workspace.${role}`) }))}
              onChange={(role) => changeRole(role as Role)}
            />
            <Menu
              align="end"
              trigger={
                <IconButton
                  label={t('workspace.member_actions', { name: member.name })}
                  quiet
                  icon={<MoreHorizontal aria-hidden="true" />}
                />
              }
            >
              <MenuItem onSelect={() => onHandOn(member)}>{t('workspace.hand_on')}</MenuItem>
              <MenuItem
                danger
                icon={<UserRoundMinus />}
                onSelect={() => {
                  removeMember(member.id).done.catch(() => undefined);
                  showToast(t('workspace.removed', { name: member.name }));
                }}
              >
                {t('workspace.remove_member')}
              </MenuItem>
            </Menu>
          </>
        )
      }
    />
  );
}
