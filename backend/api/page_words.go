package api

import (
	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// pageWords are what the pages for readers without scripts say.
type pageWords struct {
	about, reports, resident, moderation string
	Reports, Ref, Category, Area         string
	Authority, Author, Created, Due      string
	Legal, Supports, Photo, Timeline     string
	Print, None, Overdue, Contested      string
	Demo                                 string
	statuses                             map[report.Status]string
	kinds                                map[report.UpdateKind]string
}

var words = map[civic.Lang]pageWords{
	civic.French: {
		about:   "À {city}, signalez ce qui est cassé, suivez les réponses de la ville et dites si c’est vraiment réparé.",
		reports: "Signalements", Reports: "Signalements", resident: "Un habitant", moderation: "La modération",
		Ref: "Référence", Category: "Catégorie", Area: "Arrondissement", Authority: "Qui s’en occupe", Author: "Signalé par",
		Created: "Signalé le", Due: "Réponse visée le", Legal: "Délai légal", Supports: "Personnes concernées",
		Photo: "Photo du signalement", Timeline: "Ce qui s’est passé", Print: "Imprimer", None: "Aucun signalement pour l’instant.",
		Overdue: "En retard", Contested: "Contesté", Demo: "Démonstration : tout est inventé.",
		statuses: map[report.Status]string{
			report.Submitted: "Envoyé", report.Acknowledged: "Pris en compte", report.InProgress: "En cours", report.Resolved: "Résolu",
			report.Declined: "Refusé", report.Duplicate: "Doublon", report.Withdrawn: "Retiré",
		},
		kinds: map[report.UpdateKind]string{
			report.UpdateSubmitted: "Signalé", report.UpdateEdited: "Modifié", report.UpdateStatus: "Nouvel état", report.UpdateAnswer: "Réponse",
			report.UpdateNote: "Note interne", report.UpdateAsk: "Question à l’auteur", report.UpdateReply: "Réponse de l’auteur",
			report.UpdateHandOver: "Transmis", report.UpdateAssign: "Attribué", report.UpdateConfirmed: "Réparation confirmée",
			report.UpdateContested: "Réparation contestée", report.UpdateDuplicate: "Marqué comme doublon",
			report.UpdateDuplicateUndone: "N’est plus un doublon", report.UpdateHidden: "Masqué", report.UpdateRestored: "Rétabli",
			report.UpdatePhotosReleased: "Photos publiées",
		},
	},
	civic.Arabic: {
		about:   "في {city}، بلّغوا عمّا تعطّل، وتابعوا أجوبة المدينة، وقولوا هل أُصلح حقًّا.",
		reports: "التبليغات", Reports: "التبليغات", resident: "أحد السكان", moderation: "الإشراف",
		Ref: "المرجع", Category: "الصنف", Area: "المقاطعة", Authority: "الجهة المكلّفة", Author: "المبلّغ",
		Created: "تاريخ التبليغ", Due: "الأجل المستهدف", Legal: "الأجل القانوني", Supports: "المعنيّون",
		Photo: "صورة التبليغ", Timeline: "ما الذي جرى", Print: "طباعة", None: "لا توجد تبليغات بعد.",
		Overdue: "متأخّر", Contested: "محلّ اعتراض", Demo: "عرض تجريبي: كل شيء مختلَق.",
		statuses: map[report.Status]string{
			report.Submitted: "مُرسَل", report.Acknowledged: "أُخذ بعين الاعتبار", report.InProgress: "قيد المعالجة", report.Resolved: "تمّ الحلّ",
			report.Declined: "مرفوض", report.Duplicate: "مكرّر", report.Withdrawn: "مسحوب",
		},
		kinds: map[report.UpdateKind]string{
			report.UpdateSubmitted: "تبليغ", report.UpdateEdited: "تعديل", report.UpdateStatus: "حالة جديدة", report.UpdateAnswer: "جواب",
			report.UpdateNote: "ملاحظة داخلية", report.UpdateAsk: "سؤال إلى صاحب التبليغ", report.UpdateReply: "جواب صاحب التبليغ",
			report.UpdateHandOver: "إحالة", report.UpdateAssign: "تكليف", report.UpdateConfirmed: "تأكيد الإصلاح",
			report.UpdateContested: "اعتراض على الإصلاح", report.UpdateDuplicate: "اعتُبر مكرّرًا",
			report.UpdateDuplicateUndone: "لم يعد مكرّرًا", report.UpdateHidden: "محجوب", report.UpdateRestored: "أُعيد نشره",
			report.UpdatePhotosReleased: "نُشرت الصور",
		},
	},
	civic.Tamazigh: {
		about:   "ⴳ {city}, ⵎⵍ ⵎⴰⵢⴷ ⵉⵔⵥⴰⵏ, ⴹⴼⵕ ⵜⵉⵔⴰⵔⵉⵏ ⵏ ⵜⵎⴷⵉⵏⵜ, ⵜⵉⵏⵉⴷ ⵎⴰ ⵉⵜⵜⵓⵙⴽⴰⵔ.",
		reports: "ⵉⵏⵖⵎⵉⵙⵏ", Reports: "ⵉⵏⵖⵎⵉⵙⵏ", resident: "ⵢⴰⵏ ⵓⵎⵣⴷⴰⵖ", moderation: "ⴰⵙⵡⵓⴷⵓ",
		Ref: "ⴰⵙⴰⵖⵓⵍ", Category: "ⴰⵏⴰⵡ", Area: "ⵜⴰⵎⵏⴰⴹⵜ", Authority: "ⵡⴰⵏⵏⴰ ⵉⵙⵡⵓⵔⵉⵏ", Author: "ⴰⵎⴰⵔⴰ",
		Created: "ⴰⵙⵙ ⵏ ⵓⵎⴰⵍ", Due: "ⴰⵣⵎⵣ ⵉⵜⵜⵓⵙⵎⵔⴰⵏ", Legal: "ⴰⵣⵎⵣ ⵏ ⵓⵣⵔⴼ", Supports: "ⵎⵉⴷⴷⵏ ⵉⵜⵜⵓⵙⵇⵇⴰⵏⵏ",
		Photo: "ⵜⴰⵡⵍⴰⴼⵜ", Timeline: "ⵎⴰⵢⴷ ⵉⵊⵔⴰⵏ", Print: "ⵙⵉⴳⴳⵣ", None: "ⵓⵔ ⵉⵍⵍⵉ ⵓⵏⵖⵎⵉⵙ.",
		Overdue: "ⵉⵄⴹⵔ", Contested: "ⵉⵜⵜⵡⴰⴳⵉ", Demo: "ⴰⵙⴽⵏⵉ: ⴽⵓⵍⵍⵓ ⵉⵜⵜⵓⵙⵏⵓⵍⴼⴰ.",
		statuses: map[report.Status]string{
			report.Submitted: "ⵉⵜⵜⵡⴰⵣⵏ", report.Acknowledged: "ⵉⵜⵜⵓⵎⵥ", report.InProgress: "ⴰⵔ ⵉⵜⵜⵓⵙⴽⴰⵔ", report.Resolved: "ⵉⴼⵔⴰ",
			report.Declined: "ⵉⵜⵜⵡⴰⴳⵢ", report.Duplicate: "ⵉⵄⴰⵡⴷ", report.Withdrawn: "ⵉⵜⵜⵡⴰⴽⴽⵙ",
		},
		kinds: map[report.UpdateKind]string{
			report.UpdateSubmitted: "ⴰⵎⴰⵍ", report.UpdateEdited: "ⴰⵙⵏⴼⵍ", report.UpdateStatus: "ⴰⴷⴷⴰⴷ ⴰⵎⴰⵢⵏⵓ", report.UpdateAnswer: "ⵜⵉⵔⴰⵔⵉⵜ",
			report.UpdateNote: "ⵜⴰⵥⵕⵉⴳⵜ ⵏ ⴰⴳⵯⵏⵙ", report.UpdateAsk: "ⴰⵙⵇⵙⵉ ⵉ ⵓⵎⴰⵔⴰ", report.UpdateReply: "ⵜⵉⵔⴰⵔⵉⵜ ⵏ ⵓⵎⴰⵔⴰ",
			report.UpdateHandOver: "ⴰⵙⵉⵡⴹ", report.UpdateAssign: "ⴰⵙⵎⵙⴽⵍ", report.UpdateConfirmed: "ⵉⵜⵜⵓⵙⵏⵜⵎ ⵓⵙⴳⴰⴷⴷⴰ",
			report.UpdateContested: "ⵉⵜⵜⵡⴰⴳⵉ ⵓⵙⴳⴰⴷⴷⴰ", report.UpdateDuplicate: "ⵉⵄⴰⵡⴷ", report.UpdateDuplicateUndone: "ⵓⵔ ⵉⵄⴰⵡⴷ",
			report.UpdateHidden: "ⵉⵜⵜⵓⵙⵏⵜⵍ", report.UpdateRestored: "ⵉⵜⵜⵓⵔⴰⵔ", report.UpdatePhotosReleased: "ⵜⵜⵓⴼⵙⴰⵔⵏⵜ ⵜⵡⵍⴰⴼⵉⵏ",
		},
	},
	civic.English: {
		about:   "In {city}, report what is broken, follow the city’s answers, and say whether it is really repaired.",
		reports: "Reports", Reports: "Reports", resident: "A resident", moderation: "Moderation",
		Ref: "Reference", Category: "Category", Area: "District", Authority: "In charge", Author: "Reported by",
		Created: "Reported on", Due: "Aimed at", Legal: "Legal deadline", Supports: "People concerned",
		Photo: "Photo of the report", Timeline: "What happened", Print: "Print", None: "No reports yet.",
		Overdue: "Overdue", Contested: "Contested", Demo: "Demonstration: everything is invented.",
		statuses: map[report.Status]string{
			report.Submitted: "Submitted", report.Acknowledged: "Acknowledged", report.InProgress: "In progress", report.Resolved: "Resolved",
			report.Declined: "Declined", report.Duplicate: "Duplicate", report.Withdrawn: "Withdrawn",
		},
		kinds: map[report.UpdateKind]string{
			report.UpdateSubmitted: "Reported", report.UpdateEdited: "Edited", report.UpdateStatus: "New status", report.UpdateAnswer: "Answer",
			report.UpdateNote: "Internal note", report.UpdateAsk: "Question to the author", report.UpdateReply: "The author’s reply",
			report.UpdateHandOver: "Handed over", report.UpdateAssign: "Assigned", report.UpdateConfirmed: "Repair confirmed",
			report.UpdateContested: "Repair contested", report.UpdateDuplicate: "Marked as a duplicate",
			report.UpdateDuplicateUndone: "No longer a duplicate", report.UpdateHidden: "Hidden", report.UpdateRestored: "Restored",
			report.UpdatePhotosReleased: "Photos released",
		},
	},
}
