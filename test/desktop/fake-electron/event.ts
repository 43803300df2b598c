/** Electron's events carry `preventDefault` as the web's do; extra fields are those of the event at hand. */
export type FakeEvent<Fields extends object = object> = Fields & {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
};

export function makeEvent<Fields extends object>(fields: Fields): FakeEvent<Fields> {
  let isPrevented = false;
  return Object.defineProperty(
    {
      ...fields,
      preventDefault: () => {
        isPrevented = true;
      },
    },
    'defaultPrevented',
    { get: () => isPrevented, enumerable: true },
    // Just defined.
  ) as FakeEvent<Fields>;
}
