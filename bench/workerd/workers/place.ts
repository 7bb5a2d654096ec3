/** Of `request.cf`, what rules can look at. */
export const PLACE = {
  country: 'SE',
  region: 'Stockholm',
  city: 'Stockholm',
  colo: 'ARN',
  timezone: 'Europe/Stockholm',
} as const
