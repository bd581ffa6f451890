package notify

import (
	"strings"
	"unicode/utf8"

	"jemaa/backend/civic"
)

// phrase is what a kind of notification says: {what} is the report's title or
// category, {who} the authority, {status} the new status, {why} a reason.
type phrase struct{ title, body string }

// item puts a notification into words.
func (n *Notification) item(b Brief, lang civic.Lang) Item {
	if !lang.Valid() {
		lang = civic.French
	}
	p := phrases[lang][n.Kind]
	if n.Kind == Hidden && b.Hidden != "" {
		p.body = reasoned[lang]
	}
	what := b.Title
	if what == "" {
		what = b.Category.In(lang)
	}
	fill := strings.NewReplacer(
		"{what}", isolate(clip(what, 120)), "{who}", isolate(b.Authority.In(lang)),
		"{status}", statuses[lang][n.Status], "{why}", isolate(clip(b.Hidden, 300)))
	return Item{
		ID: n.ID, Kind: n.Kind, Subject: n.Subject, At: n.At,
		Title: fill.Replace(p.title), Body: fill.Replace(p.body),
		Path: "/" + string(lang) + "/" + n.Subject.Kind + "s/" + string(n.Subject.ID),
	}
}

// isolate keeps a text of unknown direction from turning round what stands
// beside it (UAX 9: first strong isolate, pop directional isolate).
func isolate(s string) string {
	if s == "" {
		return ""
	}
	return "\u2068" + s + "\u2069"
}

// clip shortens a text to n characters and drops isolates of its own.
func clip(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r >= '\u2066' && r <= '\u2069' || r >= '\u202a' && r <= '\u202e' {
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// reasoned is the body of a Hidden that has a reason.
var reasoned = map[civic.Lang]string{
	civic.French:   "« {what} » n’est plus public. Motif : {why}",
	civic.Arabic:   "لم يعد تبليغك «{what}» ظاهرًا للعموم. السبب: {why}",
	civic.Tamazigh: "«{what}» ⵓⵔ ⵙⵓⵍ ⵉⴳⵉ ⴰⵏⴰⵣⴷⵓ. ⵜⴰⵎⵏⵜⵉⵍⵜ: {why}",
	civic.English:  "“{what}” is no longer public. Reason: {why}",
}

var statuses = map[civic.Lang]map[string]string{
	civic.French: {
		"submitted": "envoyé", "acknowledged": "pris en compte", "in_progress": "en cours", "resolved": "résolu",
		"declined": "refusé", "duplicate": "doublon", "withdrawn": "retiré",
	},
	civic.Arabic: {
		"submitted": "مُرسَل", "acknowledged": "أُخذ بعين الاعتبار", "in_progress": "قيد المعالجة", "resolved": "تم الحل",
		"declined": "مرفوض", "duplicate": "مكرر", "withdrawn": "مسحوب",
	},
	civic.Tamazigh: {
		"submitted": "ⵉⵜⵜⵓⵣⵏ", "acknowledged": "ⵉⵜⵜⵓⴰⵎⵥ", "in_progress": "ⴰⵔ ⵜⵜⵓⵙⵡⵓⵔⵉ", "resolved": "ⵉⴼⵔⴰ",
		"declined": "ⵉⵜⵜⵓⴳⵢ", "duplicate": "ⵉⵜⵜⵓⴰⵍⵙ", "withdrawn": "ⵉⵜⵜⵓⴽⴽⵙ",
	},
	civic.English: {
		"submitted": "sent", "acknowledged": "acknowledged", "in_progress": "in progress", "resolved": "resolved",
		"declined": "declined", "duplicate": "duplicate", "withdrawn": "withdrawn",
	},
}

var phrases = map[civic.Lang]map[Kind]phrase{
	civic.French: {
		StatusChanged:     {"Signalement {status}", "« {what} » : {status}. {who}"},
		Answered:          {"Réponse de {who}", "{who} a répondu à « {what} »."},
		Asked:             {"{who} vous pose une question", "Le délai est suspendu jusqu’à votre réponse sur « {what} »."},
		ConfirmationAsked: {"Est-ce vraiment réparé ?", "« {what} » est déclaré résolu. Dites si c’est vrai."},
		Duplicate:         {"Signalement déjà connu", "« {what} » est rattaché à un autre signalement du même problème. Vous suivez maintenant celui-ci aussi."},
		Contested:         {"Résolution contestée", "« {what} » n’est pas réparé, dit son auteur. Le signalement est rouvert."},
		Hidden:            {"Votre signalement est masqué", "« {what} » n’est plus public."},
		Restored:          {"Votre signalement est de nouveau public", "« {what} » est de nouveau visible par tous."},
		HandedOver:        {"Signalement transmis", "« {what} » est maintenant suivi par {who}."},
	},
	civic.Arabic: {
		StatusChanged:     {"تبليغ: {status}", "«{what}»: {status}. {who}"},
		Answered:          {"جواب من {who}", "وصل جواب عن «{what}» من {who}."},
		Asked:             {"سؤال موجه إليك من {who}", "الأجل معلق إلى أن تجيب عن «{what}»."},
		ConfirmationAsked: {"هل تم الإصلاح فعلًا؟", "أُعلن عن حل «{what}». قل لنا هل هذا صحيح."},
		Duplicate:         {"تبليغ معروف من قبل", "أُلحق «{what}» بتبليغ آخر عن المشكل نفسه. أنت تتابعه الآن أيضًا."},
		Contested:         {"الحل محل اعتراض", "يقول صاحب التبليغ إن «{what}» لم يُصلح. أُعيد فتح التبليغ."},
		Hidden:            {"تبليغك محجوب", "لم يعد تبليغك «{what}» ظاهرًا للعموم."},
		Restored:          {"تبليغك ظاهر من جديد", "صار «{what}» ظاهرًا للجميع من جديد."},
		HandedOver:        {"أُحيل التبليغ", "أُحيل «{what}» إلى {who}."},
	},
	civic.Tamazigh: {
		StatusChanged:     {"ⴰⵏⵖⵎⵉⵙ: {status}", "«{what}»: {status}. {who}"},
		Answered:          {"ⵜⴰⵎⵔⴰⵔⵓⵜ ⵏ {who}", "{who} ⵜⵔⴰⵔ ⵅⴼ «{what}»."},
		Asked:             {"{who} ⴰⵔ ⴽ ⵜⵙⵇⵙⴰ", "ⴰⵣⵎⵣ ⵉⴱⵉⴷⴷ ⴰⵔ ⴷ ⵜⵔⴰⵔⴷ ⵅⴼ «{what}»."},
		ConfirmationAsked: {"ⵉⵙ ⵉⵜⵜⵓⵙⵏⴼⵍ ⵙ ⵜⵉⴷⵜ?", "«{what}» ⵏⵏⴰⵏ ⵉⴼⵔⴰ. ⵉⵏⵉ ⵉⵙ ⵜⴳⴰ ⵜⵉⴷⵜ."},
		Duplicate:         {"ⴰⵏⵖⵎⵉⵙ ⵉⵜⵜⵓⵙⵙⵏ", "«{what}» ⵉⵣⴷⵉ ⴷ ⵢⴰⵏ ⵓⵏⵖⵎⵉⵙ ⵢⴰⴹⵏ. ⵜⴹⴼⵔⴷ ⵜ ⵖⵉⵍⴰ ⵓⵍⴰ ⵏⵜⵜⴰⵏ."},
		Contested:         {"ⴰⴼⵔⴰ ⵓⵔ ⵉⵜⵜⵓⵇⴱⴰⵍ", "«{what}» ⵓⵔ ⵉⵜⵜⵓⵙⵏⴼⵍ, ⵉⵏⵏⴰ ⴱⴰⴱ ⵏⵏⵙ. ⵉⵜⵜⵓⵔⵥⵎ ⴷⴰⵖ."},
		Hidden:            {"ⴰⵏⵖⵎⵉⵙ ⵏⵏⴽ ⵉⵜⵜⵓⵙⵙⵏⵜⵍ", "«{what}» ⵓⵔ ⵙⵓⵍ ⵉⴳⵉ ⴰⵏⴰⵣⴷⵓ."},
		Restored:          {"ⴰⵏⵖⵎⵉⵙ ⵏⵏⴽ ⵉⵡⵔⵔⵉ ⴷ", "«{what}» ⵉⴱⴰⵢⵏ ⴷⴰⵖ ⵉ ⵎⴰⵕⵕⴰ."},
		HandedOver:        {"ⴰⵏⵖⵎⵉⵙ ⵉⵜⵜⵓⵣⵏ", "«{what}» ⵖⵉⵍⴰ ⴷⴰⵔ {who}."},
	},
	civic.English: {
		StatusChanged:     {"Report {status}", "“{what}”: {status}. {who}"},
		Answered:          {"Answer from {who}", "{who} answered “{what}”."},
		Asked:             {"{who} asks you something", "The deadline is paused until you answer about “{what}”."},
		ConfirmationAsked: {"Is it really fixed?", "“{what}” is said to be resolved. Tell us whether that is true."},
		Duplicate:         {"Already reported", "“{what}” was joined to another report of the same problem. You now follow that one too."},
		Contested:         {"Resolution contested", "“{what}” is not fixed, its author says. The report is open again."},
		Hidden:            {"Your report is hidden", "“{what}” is no longer public."},
		Restored:          {"Your report is public again", "“{what}” can be seen by everyone again."},
		HandedOver:        {"Report handed over", "“{what}” is now with {who}."},
	},
}
