// What a person reads when the server refused an edit that was shown already.
import { t } from '../../i18n';
import type { Rejection } from '../../models/sync';
import { failureText } from '../failure';

const things = ['task', 'comment', 'column', 'label', 'member', 'project'] as const;

function thingOf(label: string): string {
  if (label === 'task.create') return t('shell.refused_new_task');
  if (label === 'comment.add') return t('shell.refused_new_comment');
  const thing = things.find((one) => label.startsWith(`${one}.`));
  return t(thing === undefined ? 'shell.refused_change' : `shell.refused_${thing}`);
}

function reasonOf(rejection: Rejection): string {
  if (rejection.error.status === 403) return t('shell.reason_denied');
  if (rejection.error.status === 404) return t('shell.reason_gone');
  return failureText(rejection.error);
}

/** Says what was not saved, and why. */
export function rejectionText(rejection: Rejection): string {
  return t('shell.not_saved', { what: thingOf(rejection.label), reason: reasonOf(rejection) });
}
