import { updateProfile } from '../models/account';

/** Gives a new account the time zone and the language of the device that it was made on. */
export async function adoptDevice(): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  try {
    await updateProfile({ zone: timeZone, locale: navigator.language });
  } catch {
    // The profile's own defaults do until the person changes them.
  }
}
