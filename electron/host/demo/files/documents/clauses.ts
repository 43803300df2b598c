/** The studio's usual agreement: heads and what stands below them. */
export const clauses: readonly (readonly [head: string, text: string])[] = [
  [
    'Subject',
    'The studio takes photographs on the day and in the place agreed, selects the best of them and delivers them as files, prints or both. The number of pictures given at the booking is a lower limit; what goes beyond it is free.',
  ],
  [
    'Place and time',
    'The parties meet at the agreed place a quarter of an hour before the session begins. Waiting longer than thirty minutes counts as part of the session. In storm, heavy rain or illness either side may move the session once without cost, by telephone, not later than the evening before.',
  ],
  [
    'Selection and delivery',
    'The selection is sent within ten working days. The customer marks the pictures wanted within four weeks; after that the studio chooses. Finished files stay ready to be fetched for ninety days and in the archive for twelve years. Prints are made on the paper named in the order and travel at the studio’s risk.',
  ],
  [
    'Use of the pictures',
    'The customer may use the pictures privately without limit of time and place. Public or commercial use needs a licence in writing, which names the medium, the countries and the years. The studio may show single pictures in its portfolio only where the customer has signed the release below. Names are never shown.',
  ],
  [
    'Price and payment',
    'The price in the order includes value-added tax. A quarter is due at the booking, the rest fourteen days after the invoice. Travel is charged for each ten kilometres begun. A late payment may be reminded of once without cost.',
  ],
  [
    'Withdrawal',
    'The customer may withdraw in writing up to fourteen days before the session and gets back what was paid. Later the deposit stays with the studio unless the day can be given to somebody else. If the studio can’t come, it returns everything and helps to find another photographer.',
  ],
  [
    'Final provisions',
    'Changes need the written form; e-mail is enough. If one clause does not hold, the others do. Both sides have one copy. Czech law applies, and the courts of Prague decide.',
  ],
];
