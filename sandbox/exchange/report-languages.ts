/**
 * What Exchange writes in a non-delivery report, by language: a program must never recognise one by its subject.
 * Subjects and sentences follow Outlook's own; the machine-readable part of the report is the same in all of them.
 */

export interface ReportWords {
  readonly subjectPrefix: string;
  readonly failed: string;
  readonly unknownRecipient: string;
}

export const reportLanguageNames = ['en', 'de', 'fr', 'nl', 'es', 'et'] as const;

export type ReportLanguage = (typeof reportLanguageNames)[number];

export const reportLanguages: Readonly<Record<ReportLanguage, ReportWords>> = {
  en: {
    subjectPrefix: 'Undeliverable: ',
    failed: 'Delivery has failed to these recipients or groups:',
    unknownRecipient: "The email address you entered couldn't be found.",
  },
  de: {
    subjectPrefix: 'Unzustellbar: ',
    failed: 'Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:',
    unknownRecipient: 'Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.',
  },
  fr: {
    subjectPrefix: 'Non remis : ',
    failed: 'Échec de la remise à ces destinataires ou groupes :',
    unknownRecipient: "L'adresse de courriel que vous avez entrée est introuvable.",
  },
  nl: {
    subjectPrefix: 'Onbestelbaar: ',
    failed: 'Bezorging aan deze geadresseerden of groepen is mislukt:',
    unknownRecipient: 'Het ingevoerde e-mailadres is niet gevonden.',
  },
  es: {
    subjectPrefix: 'No se puede entregar: ',
    failed: 'Error de entrega a estos destinatarios o grupos:',
    unknownRecipient: 'No se encontró la dirección de correo electrónico especificada.',
  },
  et: {
    subjectPrefix: 'Kohaletoimetamatu: ',
    failed: 'Kohaletoimetamine nendele adressaatidele või rühmadele nurjus:',
    unknownRecipient: 'Sisestatud meiliaadressi ei leitud.',
  },
};
