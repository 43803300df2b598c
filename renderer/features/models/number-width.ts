/** Advance of each character a number can hold, in CSS px, in the face and size cells are drawn in. */
let widths: Map<string, number> | null = null;

/** Numbers are made of these, and `Infinity` and `NaN`; any other character counts as wide as the widest. */
const characters = ['0', '-', '+', '.', 'e', 'I', 'n', 'f', 'i', 't', 'y', 'N', 'a'];

function measure(): Map<string, number> {
  const probe = document.createElement('span');
  probe.style.cssText = 'position:absolute;visibility:hidden;white-space:pre';
  document.body.append(probe);
  const measured = new Map<string, number>();
  for (const character of characters) {
    probe.textContent = character.repeat(20);
    measured.set(character, probe.getBoundingClientRect().width / 20);
  }
  probe.remove();
  // Another face arrives after the first paint; digits are measured again then.
  document.fonts.addEventListener('loadingdone', forget, { once: true });
  return measured;
}

function forget(): void {
  widths = null;
}

/** Whether a number can be seen whole: a number cut in the middle would be read as another one. */
export function numberFits(text: string, width: number): boolean {
  // Nothing in it is wider than this at 13 px.
  if (text.length * 10 <= width) return true;
  widths ??= measure();
  const digit = widths.get('0') ?? 8;
  let sum = 0;
  for (const character of text) {
    const isDigit = character >= '0' && character <= '9';
    sum += isDigit ? digit : (widths.get(character) ?? 10);
  }
  return sum <= width;
}
