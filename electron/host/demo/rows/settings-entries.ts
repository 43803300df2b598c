import { randomOf } from '../random.ts';
import type { StaffMember } from './cast.ts';

export interface SettingsEntry {
  /** As in Wefram: `app.name`. */
  readonly entity: string;
  /** Whose it is; empty for everybody's. */
  readonly account: string;
  /** JSON text, digit for digit. */
  readonly data: string;
}

const shared: readonly (readonly [entity: string, data: string])[] = [
  [
    'studio.general',
    '{"name": "Lumen Studio", "city": "Prague", "currency": "EUR", "vat": 21.0, "greeting": "Dobrý den ☀️", "logo": null, "page_size": 25}',
  ],
  [
    'studio.booking',
    '{"opens": "08:00", "closes": "19:00", "slot_minutes": 15, "deposit": 50.00, "rooms": ["Studio 1", "Studio 2", "Studio 3, daylight"]}',
  ],
  [
    'studio.delivery',
    '{"express_fee": 25.00, "carriers": ["post", "courier", "locker"], "last_parcel": 4611686018427387904}',
  ],
  [
    'studio.invoices',
    '{"due_days": 14, "next": 24001, "series": "INV", "rounding": 0.01, "footer": "Děkujeme · Thank you · ありがとうございます"}',
  ],
  ['studio.gallery', '{"layout": "grid", "watermark": false, "jpeg_quality": 82, "zoom": 1.0}'],
  [
    'studio.mail',
    '{"from": "studio@lumen.example", "reply_to": "", "signature": "Lumen Studio\\nNa Kampě 11, Praha", "blocked": ["spam.example"]}',
  ],
  ['studio.archive', '{"volume": "tape-07", "offset": 10000001440000000510, "verify": true, "keep_years": 12}'],
  [
    'system.aaa',
    '{"remember_username": true, "session_timeout_mins": 720, "jwt_expire_mins": 0, "failed_auth_delay": 2, "succeed_auth_delay": 2}',
  ],
  ['system.theme', '{"accent": "#4557cc", "dark": null}'],
];

/** The shared settings, then those of single people: 57 in all with the full staff. */
export function settingsEntries(staff: readonly StaffMember[]): readonly SettingsEntry[] {
  const random = randomOf('settings');
  const personal = staff.flatMap((member, index): SettingsEntry[] => {
    const desk: SettingsEntry = {
      entity: 'studio.desk',
      account: member.account,
      data: `{"layout": "${random.pick(['cards', 'list', 'calendar'])}", "zoom": ${random.pick(['1.0', '1.25', '0.90'])}, "pinned": ${JSON.stringify(
        Array.from({ length: random.whole(0, 4) }, () => random.whole(1, 1204)),
      )}}`,
    };
    const isSilent = index % 4 !== 1;
    if (isSilent) return [desk];
    return [
      desk,
      {
        entity: 'studio.alerts',
        account: member.account,
        data: `{"mail": ${random.chance(0.7)}, "sms": false, "quiet": ["22:00", "07:00"]}`,
      },
    ];
  });
  return [...shared.map(([entity, data]) => ({ entity, account: '', data })), ...personal];
}
