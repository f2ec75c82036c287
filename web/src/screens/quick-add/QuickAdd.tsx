import { useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { CalendarDays, ChevronRight, CircleUserRound, CornerDownLeft, Gauge, Tag, X } from 'lucide-react';
import { t } from '../../i18n';
import { rich } from '../../i18n/rich';
import { createLabel } from '../../models/label';
import type { Priority } from '../../models/task';
import { deleteTask } from '../../models/task-verbs';
import type { QuickAddStart } from '../../quickadd/ask';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { ChipButton, Dot } from '../../ui/Chip';
import { Combobox, MultiCombobox } from '../../ui/Combobox';
import { Dialog } from '../../ui/Dialog';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
import { PriorityIcon } from '../../ui/PriorityIcon';
import { ProjectIcon } from '../../ui/ProjectIcon';
import { StatusIcon } from '../../ui/StatusIcon';
import { Switch } from '../../ui/Switch';
import { Textarea } from '../../ui/Textarea';
import { showToast } from '../../ui/toasts';
import { quoted } from '../../work/acts';
import { formatMoment } from '../../work/chips';
import { MomentPicker } from '../../work/DatePicker';
import { nextHue, personOption, priorityOptions, useColumnOptions } from '../../work/pickers';
import { QuickLine } from './QuickLine';
import { useDraft } from './useDraft';
import styles from './QuickAdd.module.css';

/** Makes a task from one line, wherever one is. */
export function QuickAdd({ start, onClose }: { start: QuickAddStart; onClose: () => void }) {
  const draft = useDraft(start);
  const { task, typed } = draft;
  const line = useRef<HTMLTextAreaElement>(null);
  const [more, setMore] = useState(false);
  const hint = useId();
  const columnOptions = useColumnOptions(task.project?.id);
  const people = task.assignees.map((id) => draft.people.find((person) => person.id === id)).filter((person) => person !== undefined);
  const shownLabels = draft.labels.filter((label) => task.labels.includes(label.id));
  const labelText = [...shownLabels.map((label) => label.name), ...task.newLabels];

  function submit(): void {
    const id = draft.create();
    if (id === null) {
      line.current?.focus();
      return;
    }
    showToast(t('quick_add.created', { title: quoted(task.title) }), { tone: 'success', lasts: 5000, action: { label: t('ui.undo'), run: () => void deleteTask(id) } });
    if (more) {
      draft.again();
      line.current?.focus();
    } else onClose();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('quick_add.title')} bare size="lg" place="top" initialFocus={line} className={styles.dialog}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !event.defaultPrevented) {
            event.preventDefault();
            submit();
          }
        }}
      >
        <div className={styles.head}>
          <Combobox
            label={t('quick_add.project')}
            placeholder={t('quick_add.choose_project')}
            value={task.project?.id ?? null}
            options={draft.projects.map((project) => ({ id: project.id, label: project.name, note: project.key, icon: <ProjectIcon project={project} /> }))}
            onChange={(id) => draft.choose({ projectId: id, columnId: null }, 'project')}
            trigger={
              <ChipButton icon={task.project && <ProjectIcon project={task.project} />} aria-label={`${t('quick_add.project')}: ${task.project?.name ?? ''}`}>
                {task.project?.name ?? t('quick_add.choose_project')}
              </ChipButton>
            }
          />
          <ChevronRight aria-hidden="true" className={styles.chevron} />
          <span className={styles.what}>{t('quick_add.title')}</span>
          <span className={styles.close}>
            <IconButton quiet label={t('quick_add.close')} icon={<X aria-hidden="true" />} onClick={onClose} />
          </span>
        </div>
        <QuickLine
          ref={line}
          value={draft.line}
          onChange={draft.setLine}
          pieces={typed.pieces}
          known={draft.known}
          describedBy={hint}
          onSubmit={submit}
          onIgnore={draft.ignore}
        />
        <Textarea
          bare
          rows={2}
          aria-label={t('task.description')}
          placeholder={t('quick_add.description')}
          value={draft.description}
          className={styles.description}
          onChange={(event) => draft.setDescription(event.target.value)}
        />
        <div className={styles.chips}>
          <Combobox
            label={t('quick_add.column')}
            value={task.column?.id ?? null}
            options={columnOptions}
            onChange={(columnId) => draft.choose({ columnId }, 'column')}
            trigger={<Property label={t('quick_add.column')} icon={task.column && <StatusIcon category={task.column.category} />} value={task.column?.name} />}
          />
          <Combobox
            label={t('quick_add.priority')}
            value={task.priority}
            options={priorityOptions()}
            onChange={(id) => draft.choose({ priority: id as Priority }, 'priority')}
            trigger={
              <Property
                label={t('quick_add.priority')}
                icon={<PriorityIcon priority={task.priority} size={14} />}
                value={task.priority === 'none' ? undefined : t(`ui.priority_${task.priority}`)}
              />
            }
          />
          <MultiCombobox
            label={t('quick_add.assignees')}
            placeholder={t('task.find_person')}
            value={task.assignees}
            options={draft.people.map(personOption)}
            onToggle={(id, on) => {
              const rest = task.assignees.filter((one) => one !== id);
              draft.choose({ assignees: on ? [...rest, id] : rest }, 'person');
            }}
            trigger={
              <Property
                label={t('quick_add.assignees')}
                icon={people[0] ? <Avatar person={people[0]} size={16} decorative /> : <CircleUserRound aria-hidden="true" />}
                value={people.length === 0 ? undefined : people.map((person) => person.name.split(' ')[0]).join(', ')}
              />
            }
          />
          <MultiCombobox
            label={t('quick_add.labels')}
            placeholder={t('task.find_label')}
            value={task.labels}
            options={draft.labels.map((label) => ({ id: label.id, label: label.name, icon: <Dot color={label.color} size={10} /> }))}
            onToggle={(id, on) => {
              const rest = task.labels.filter((one) => one !== id);
              draft.choose({ labels: on ? [...rest, id] : rest }, 'label', draft.labels.find((label) => label.id === id)?.name);
            }}
            onCreate={(name) => draft.choose({ labels: [...task.labels, createLabel(name, nextHue(draft.labels.length)).id] })}
            trigger={
              <Property
                label={t('quick_add.labels')}
                icon={shownLabels[0] ? <Dot color={shownLabels[0].color} /> : <Tag aria-hidden="true" />}
                value={labelText.length === 0 ? undefined : labelText.join(', ')}
              />
            }
          />
          <MomentPicker
            label={t('quick_add.due')}
            value={task.due}
            onChange={(due) => draft.choose({ due }, 'due')}
            trigger={
              <Property
                label={t('quick_add.due')}
                icon={<CalendarDays aria-hidden="true" />}
                value={task.due ? formatMoment(task.due.date, task.due.at ?? null, task.due.zone ?? null) : undefined}
              />
            }
          />
          {task.estimate !== null && (
            <span className={styles.estimate}>
              <Gauge aria-hidden="true" />
              {t('quick_add.points', { count: task.estimate })}
            </span>
          )}
          {task.newLabels.map((name) => (
            <span key={name} className={styles.fresh}>
              <Tag aria-hidden="true" />
              {t('quick_add.new_label', { name })}
            </span>
          ))}
        </div>
        <div className={styles.foot}>
          <p id={hint} className={styles.hint}>
            {draft.projects.length === 0
              ? t('quick_add.no_projects')
              : rich('quick_add.hint', {
                  priority: <code>{t('quick_add.hint_priority')}</code>,
                  person: <code>{t('quick_add.hint_person')}</code>,
                  project: <code>{t('quick_add.hint_project')}</code>,
                  label: <code>{t('quick_add.hint_label')}</code>,
                })}
          </p>
          <Switch label={t('quick_add.create_more')} checked={more} onChange={setMore} />
          <Button type="submit" variant="primary" aria-disabled={task.title === '' || undefined} icon={<CornerDownLeft aria-hidden="true" />} trailing={<Kbd keys="mod+enter" />}>
            {t('quick_add.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A property of the new task; the rest of the properties is the trigger's. */
function Property({ label, icon, value, ...trigger }: { label: string; icon: ReactNode; value: string | undefined }) {
  return (
    <ChipButton {...trigger} icon={icon} empty={value === undefined} aria-label={value === undefined ? label : `${label}: ${value}`} className={styles.property}>
      {value ?? label}
    </ChipButton>
  );
}
