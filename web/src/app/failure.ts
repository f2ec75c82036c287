// What an error of the API means for the person in front of it.
import { ApiError } from '../api/client';
import { t } from '../i18n';

/** The sentence that tells what went wrong. */
export function failureText(cause: unknown): string {
  if (!(cause instanceof ApiError)) return t('app.error_internal');
  if (cause.code === 'network') return t('app.error_network');
  if (cause.status === 429)
    return t('app.error_rate_limited', { count: Math.max(1, Math.ceil(cause.retryAfter ?? 30)) });
  if (cause.status >= 500) return t('app.error_internal');
  return cause.message;
}

/** The sentences by field, as the server wrote them. */
export function fieldFailures(cause: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (cause instanceof ApiError) for (const error of cause.errors) found[error.field] ??= error.message;
  return found;
}
