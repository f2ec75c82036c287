import { t } from '../../i18n';

const browsers: readonly [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/curl\//, 'curl'],
];

const systems: readonly [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** A browser and a system in words, as far as a user agent tells. */
export function describeDevice(agent: string | undefined): string {
  const browser = browsers.find(([pattern]) => pattern.test(agent ?? ''))?.[1];
  const system = systems.find(([pattern]) => pattern.test(agent ?? ''))?.[1];
  if (browser && system) return t('settings.device', { browser, system });
  return browser ?? system ?? (agent || t('settings.unknown_device')).slice(0, 60);
}

/** Whether it looks like something held in a hand. */
export function isPhone(agent: string | undefined): boolean {
  return /iPhone|Android|Mobile/.test(agent ?? '');
}
