/**
 * Names as people write them themselves. A word is `native=latin` where its script is not Latin (the latin form makes
 * the e-mail address), and a family name is `his/hers` where it changes with the person.
 */
export interface Culture {
  readonly country: string;
  readonly currency: string;
  readonly phone: string;
  readonly order: 'given first' | 'family first' | 'family first, no space';
  readonly cities: readonly string[];
  readonly women: readonly string[];
  readonly men: readonly string[];
  readonly families: readonly string[];
  /** Indices into the skin tones and hair colours of drawn faces, so that a picture fits its name. */
  readonly skins: readonly number[];
  readonly hair: readonly number[];
}

const light = { skins: [0, 1, 1, 2], hair: [0, 1, 2, 3, 4, 5] };
const fair = { skins: [0, 0, 1], hair: [2, 3, 4, 5, 6] };
const olive = { skins: [1, 2, 2, 3], hair: [0, 1, 1, 2] };
const brown = { skins: [3, 4, 4], hair: [0, 0, 1] };
const dark = { skins: [5, 6, 6], hair: [0, 0, 1] };
const eastern = { skins: [0, 1, 1, 2], hair: [0, 0, 1] };

function culture(
  place: readonly [country: string, currency: string, phone: string],
  look: { readonly skins: readonly number[]; readonly hair: readonly number[] },
  names: { cities: string; women: string; men: string; families: string },
  order: Culture['order'] = 'given first',
): Culture {
  const [country, currency, phone] = place;
  const words = (list: string) => list.split(',').map((word) => word.trim());
  return {
    country,
    currency,
    phone,
    order,
    cities: words(names.cities),
    women: words(names.women),
    men: words(names.men),
    families: words(names.families),
    ...look,
  };
}

/** The studio's own country first: most of its customers live near. */
export const cultures: readonly Culture[] = [
  culture(['CZ', 'CZK', '+420'], light, {
    cities: 'Prague, Brno, Ostrava, Plzeň, Olomouc, Liberec, Hradec Králové, České Budějovice, Žďár nad Sázavou',
    women: 'Tereza, Eliška, Anna, Kateřina, Lucie, Barbora, Markéta, Zuzana, Adéla, Veronika, Ludmila',
    men: 'Tomáš, Jakub, Ondřej, Petr, Vojtěch, Matěj, Jiří, Štěpán, Marek, Lukáš, Řehoř',
    families:
      'Novák/Nováková, Dvořák/Dvořáková, Svoboda/Svobodová, Černý/Černá, Procházka/Procházková, Kučera/Kučerová, Veselý/Veselá, Horák/Horáková, Němec/Němcová, Šťastný/Šťastná, Růžička/Růžičková, Bartoš/Bartošová, Zeman/Zemanová, Křivánek/Křivánková',
  }),
  culture(['UA', 'UAH', '+380'], light, {
    cities: 'Lviv, Kyiv, Odesa, Kharkiv, Chernivtsi, Ternopil, Uzhhorod',
    women: 'Olena, Iryna, Oksana, Nadiia, Daryna, Solomiia, Kateryna, Олена=olena, Наталія=nataliia',
    men: 'Andriy, Bohdan, Taras, Oleksandr, Mykola, Danylo, Yaroslav, Тарас=taras, Богдан=bohdan',
    families:
      'Kovalenko, Shevchenko, Bondarenko, Tkachuk, Kravchenko, Melnyk, Lysenko, Hrytsenko, Polishchuk, Савченко=savchenko, Бойко=boiko',
  }),
  culture(['PL', 'PLN', '+48'], light, {
    cities: 'Gdańsk, Kraków, Łódź, Wrocław, Poznań, Warszawa, Białystok, Toruń',
    women: 'Małgorzata, Agnieszka, Zofia, Hanna, Julia, Maja, Wiktoria, Bożena, Elżbieta',
    men: 'Łukasz, Paweł, Michał, Stanisław, Krzysztof, Jakub, Grzegorz, Błażej, Tadeusz',
    families:
      'Wójcik, Kowalski/Kowalska, Wiśniewski/Wiśniewska, Dąbrowski/Dąbrowska, Zieliński/Zielińska, Szymański/Szymańska, Woźniak, Kaczmarek, Łuczak, Jędrzejewski/Jędrzejewska, Świątek',
  }),
  culture(
    ['JP', 'JPY', '+81'],
    eastern,
    {
      cities: 'Kyoto, Osaka, Sapporo, Tokyo, Kanazawa, Nara, Fukuoka',
      women: '花子=hanako, 美咲=misaki, さくら=sakura, 陽菜=hina, 由美=yumi, 真由=mayu, 千尋=chihiro',
      men: '太郎=taro, 健=ken, 翔太=shota, 大輔=daisuke, 蓮=ren, 拓海=takumi, 浩=hiroshi',
      families:
        '山田=yamada, 佐藤=sato, 鈴木=suzuki, 高橋=takahashi, 田中=tanaka, 渡辺=watanabe, 伊藤=ito, 中村=nakamura, 小林=kobayashi, 髙橋=takahashi, 斎藤=saito',
    },
    'family first',
  ),
  culture(['GB', 'GBP', '+44'], light, {
    cities: 'London, Bristol, Edinburgh, Leeds, Cardiff, York, Bath, St Ives',
    women: 'Amelia, Olivia, Grace, Florence, Beatrice, Mary-Jane, Harriet, Imogen, Zoë, Eleanor',
    men: 'Leo, Oliver, Arthur, Theodore, Rupert, Callum, Rhys, Henry, Jean-Luc, Alastair',
    families:
      "O’Connor, Park, Hughes, Whitaker, Ashworth, Llewellyn, Macdonald, Fairbairn, Bennett, Smith-Jones, Okafor, D'Arcy",
  }),
  culture(['DE', 'EUR', '+49'], fair, {
    cities: 'Berlin, München, Hamburg, Köln, Leipzig, Würzburg, Düsseldorf, Görlitz',
    women: 'Greta, Käthe, Hannah, Lena, Frieda, Ursula, Marlene, Jördis',
    men: 'Jürgen, Matthias, Björn, Lukas, Sören, Karl-Heinz, Florian, Götz',
    families: 'Müller, Schäfer, Groß, Jäger, Vogel, Köhler, von der Heide, Weiß, Lindemann, Schröder, Möller',
  }),
  culture(['FR', 'EUR', '+33'], light, {
    cities: 'Lyon, Nantes, Paris, Besançon, Nîmes, Saint-Étienne, Orléans, Angoulême',
    women: 'Chloé, Inès, Maëlle, Éloïse, Margaux, Agnès, Zoé, Noémie',
    men: 'Émile, Rémi, François, Loïc, Gaël, Théo, Benoît, Jérôme',
    families: 'Dubois, Martin, Lefèvre, Garçon, Béranger, L’Hôpital, Moreau, Chéreau, Noël, Delacroix, Lacroix',
  }),
  culture(['ES', 'EUR', '+34'], olive, {
    cities: 'Málaga, Sevilla, A Coruña, Cádiz, Valencia, San Sebastián, Logroño',
    women: 'Lucía, Begoña, Itziar, Carmen, Rocío, Noelia, Inés, Ximena',
    men: 'José, Álvaro, Iñaki, Jesús, Raúl, Andrés, Martín, Óscar',
    families: 'Álvarez, Muñoz, Peña, García, Ibáñez, Núñez, Ordóñez, Etxeberria, de la Fuente, Sáenz, Castaño',
  }),
  culture(['IT', 'EUR', '+39'], olive, {
    cities: 'Torino, Bologna, Verona, Lecce, Siena, Trieste, Forlì',
    women: 'Sofia, Giulia, Chiara, Ginevra, Beatrice, Elisabetta, Nicoletta',
    men: 'Niccolò, Matteo, Lorenzo, Giosuè, Edoardo, Riccardo, Pietro',
    families: 'Rossi, Ferrari, Esposito, D’Angelo, De Luca, Colombo, Bianchi, Cattò, Santoro, Marchetti',
  }),
  culture(['NO', 'NOK', '+47'], fair, {
    cities: 'Bergen, Oslo, Tromsø, Ålesund, Stavanger, Bodø, Hammerfest',
    women: 'Ingrid, Solveig, Åse, Marit, Kjersti, Ragnhild, Sunniva',
    men: 'Bjørn, Håkon, Øyvind, Lars, Sindre, Pål, Trygve',
    families: 'Solberg, Ødegård, Hansen, Bråten, Nygård, Lie, Fjeld, Sørensen, Haugen, Dahl',
  }),
  culture(['SE', 'SEK', '+46'], fair, {
    cities: 'Malmö, Göteborg, Umeå, Örebro, Stockholm, Växjö',
    women: 'Greta, Åsa, Linnéa, Ebba, Maj-Britt, Saga',
    men: 'Göran, Åke, Nils, Björn, Mårten, Sixten',
    families: 'Lund, Bergström, Sjöberg, Åkesson, Lindqvist, Öberg, Hägg, Nyström',
  }),
  culture(['FI', 'EUR', '+358'], fair, {
    cities: 'Oulu, Helsinki, Tampere, Jyväskylä, Turku',
    women: 'Hanna, Päivi, Aino, Säde, Kaisa, Riikka',
    men: 'Jyrki, Väinö, Antti, Heikki, Eero, Mikko',
    families: 'Virtanen, Mäkinen, Hämäläinen, Koskinen, Järvinen, Nieminen, Yrjölä',
  }),
  culture(['EG', 'EGP', '+20'], olive, {
    cities: 'Cairo, Alexandria, Luxor, Aswan',
    women: 'فاطمة=fatima, مريم=maryam, ليلى=layla, نور=noor, سلمى=salma, ياسمين=yasmin',
    men: 'محمد=mohamed, أحمد=ahmed, يوسف=youssef, عمر=omar, خالد=khaled, كريم=karim',
    families: 'الحسيني=elhusseini, منصور=mansour, حداد=haddad, عبد الرحمن=abdelrahman, سليمان=soliman, النجار=elnaggar',
  }),
  culture(['JO', 'JOD', '+962'], olive, {
    cities: 'Amman, Irbid, Aqaba, Madaba',
    women: 'Noor, Rania, Dana, Lina, Hala, Yara',
    men: 'Omar, Tariq, Zaid, Faris, Sami, Hussein',
    families: 'Haddad, El-Amin, Khoury, Al-Masri, Nasser, Abu Ghazaleh, Saleh',
  }),
  culture(['IL', 'ILS', '+972'], olive, {
    cities: 'Haifa, Tel Aviv, Jerusalem, Safed',
    women: 'נועה=noa, תמר=tamar, שירה=shira, מאיה=maya, יעל=yael',
    men: 'דוד=david, איתן=eitan, יונתן=yonatan, אורי=uri, נועם=noam',
    families: 'כהן=cohen, לוי=levi, מזרחי=mizrahi, פרץ=peretz, ביטון=biton, אברהם=avraham, שפירא=shapira',
  }),
  culture(['IN', 'INR', '+91'], brown, {
    cities: 'Chennai, Mumbai, Jaipur, Bengaluru, Kolkata, Kochi, Pune, Varanasi',
    women: 'Priya, Ananya, Lakshmi, Meera, प्रिया=priya, आरती=aarti, दीपिका=deepika, Kavitha',
    men: 'Arjun, Rohan, Vikram, Suresh, राहुल=rahul, अमित=amit, विकास=vikas, Karthik',
    families: 'Raman, Sharma, Iyer, Mukherjee, Nair, शर्मा=sharma, वर्मा=verma, गुप्ता=gupta, Chaudhary, Krishnamurthy',
  }),
  culture(['TR', 'TRY', '+90'], olive, {
    cities: 'İzmir, İstanbul, Ankara, Eskişehir, Çanakkale, Muğla',
    women: 'Ayşe, Çiğdem, Işıl, Gülşen, Elif, Şule, İpek',
    men: 'Yusuf, Oğuz, Çağrı, Emre, Görkem, İbrahim, Uğur',
    families: 'Demir, Yılmaz, Şahin, Öztürk, Çelik, Kılıç, Aydın, Güneş, Doğan',
  }),
  culture(
    ['TW', 'TWD', '+886'],
    eastern,
    {
      cities: 'Taipei, Tainan, Hualien, Kaohsiung',
      women: '小美=xiaomei, 怡君=yijun, 雅婷=yating, 欣怡=xinyi, 淑芬=shufen',
      men: '偉=wei, 志明=zhiming, 家豪=jiahao, 俊傑=junjie, 建宏=jianhong',
      families: '陳=chen, 林=lin, 黃=huang, 張=zhang, 李=li, 王=wang, 吳=wu, 劉=liu, 歐陽=ouyang',
    },
    'family first, no space',
  ),
  culture(
    ['KR', 'KRW', '+82'],
    eastern,
    {
      cities: 'Seoul, Busan, Jeju, Daegu, Jeonju',
      women: '서연=seoyeon, 지우=jiwoo, 하은=haeun, 민서=minseo, 수빈=subin',
      men: '민준=minjun, 서준=seojun, 도윤=doyun, 지호=jiho, 현우=hyunwoo',
      families: '김=kim, 이=lee, 박=park, 최=choi, 정=jung, 강=kang, 윤=yoon, 한=han',
    },
    'family first, no space',
  ),
  culture(['GR', 'EUR', '+30'], olive, {
    cities: 'Athens, Thessaloniki, Chania, Patras, Ioannina',
    women: 'Ελένη=eleni, Μαρία=maria, Δήμητρα=dimitra, Σοφία=sofia, Κατερίνα=katerina',
    men: 'Γιώργος=giorgos, Νίκος=nikos, Δημήτρης=dimitris, Κώστας=kostas, Ανδρέας=andreas',
    families:
      'Παπαδόπουλος=papadopoulos/Παπαδοπούλου=papadopoulou, Νικολάου=nikolaou, Γεωργίου=georgiou, Αντωνίου=antoniou, Βασιλείου=vasileiou',
  }),
  culture(['PT', 'EUR', '+351'], olive, {
    cities: 'Porto, Lisboa, Évora, Braga, Setúbal, São Paulo',
    women: 'Inês, Conceição, Leonor, Graça, Luísa, Mariana',
    men: 'João, Gonçalo, Simão, Tomé, Sebastião, Duarte',
    families: 'Gonçalves, Simões, Magalhães, Araújo, Conceição, Queirós, Falcão, dos Santos, Brandão',
  }),
  culture(['RO', 'RON', '+40'], light, {
    cities: 'Cluj, Timișoara, Iași, Brașov, Constanța',
    women: 'Ana, Ștefania, Mădălina, Ioana, Smaranda, Ruxandra',
    men: 'Ștefan, Răzvan, Mihăiță, Ionuț, Cătălin, Țugui',
    families: 'Popescu, Țurcanu, Ionescu, Știrbei, Dumitrașcu, Bălan, Mureșan',
  }),
  culture(
    ['HU', 'HUF', '+36'],
    light,
    {
      cities: 'Budapest, Pécs, Győr, Szeged, Eger',
      women: 'Zsófia, Ágnes, Réka, Tünde, Eszter',
      men: 'Zoltán, Gergő, Lőrinc, Ádám, Bálint',
      families: 'Nagy, Szabó, Tóth, Kőszegi, Horváth, Szűcs, Vörös, Fekete',
    },
    'family first',
  ),
  culture(['GH', 'GHS', '+233'], dark, {
    cities: 'Accra, Kumasi, Cape Coast, Tamale',
    women: 'Ama, Akosua, Abena, Efua, Adwoa, Yaa',
    men: 'Kwame, Kofi, Kwabena, Yaw, Kojo, Nana',
    families: 'Mensah, Owusu, Asante, Boateng, Osei, Addo, Appiah, Nkrumah',
  }),
  culture(['NG', 'NGN', '+234'], dark, {
    cities: 'Lagos, Abuja, Ibadan, Enugu',
    women: 'Adaeze, Ngozi, Folasadé, Chidinma, Yetunde',
    men: 'Chinedu, Olúwaṣeun=oluwaseun, Emeka, Tunde, Obinna',
    families: 'Okonkwo, Adébáyọ̀=adebayo, Eze, Nwosu, Balogun, Ọláyínká=olayinka',
  }),
  culture(
    ['VN', 'VND', '+84'],
    eastern,
    {
      cities: 'Hà Nội, Đà Nẵng, Huế, Cần Thơ',
      women: 'Thị Hương, Ngọc Ánh, Thu Thảo, Mỹ Linh, Bích Phượng',
      men: 'Văn Đức, Minh Tuấn, Quốc Bảo, Hữu Thắng, Đình Khôi',
      families: 'Nguyễn, Trần, Lê, Phạm, Đặng, Vũ, Hoàng, Bùi',
    },
    'family first',
  ),
];
