import type { Option } from '../../ui/Listbox';

const common = [
  'en-US',
  'en-GB',
  'de-DE',
  'de-CH',
  'es-ES',
  'fr-FR',
  'it-IT',
  'nl-NL',
  'pt-BR',
  'pt-PT',
  'sv-SE',
  'da-DK',
  'nb-NO',
  'fi-FI',
  'pl-PL',
  'cs-CZ',
  'uk-UA',
  'tr-TR',
  'ja-JP',
  'ko-KR',
  'zh-CN',
  'zh-TW',
  'hi-IN',
  'he-IL',
  'ar-EG',
];

/** Ways to write dates and numbers, each with an example of today. */
export function languages(current: string): Option[] {
  const all = [...new Set([current, navigator.language, ...common])].filter(isLocale);
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const today = new Date();
  return all.map((id) => ({
    id,
    label: names.of(id) ?? id,
    note: new Intl.DateTimeFormat(id, { dateStyle: 'medium' }).format(today),
    words: id,
  }));
}

function isLocale(id: string): boolean {
  try {
    return id !== '' && Intl.DateTimeFormat.supportedLocalesOf(id).length > 0;
  } catch {
    return false;
  }
}
