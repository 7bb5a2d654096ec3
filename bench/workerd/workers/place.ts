/** The members of `request.cf` that rules can use. */
export const PLACE = {
  country: 'SE',
  region: 'Stockholm',
  city: 'Stockholm',
  colo: 'ARN',
  timezone: 'Europe/Stockholm',
} as const
