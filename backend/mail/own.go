package mail

import (
	"context"
	"strings"

	"jemaa/backend/civic"
)

// Erasing says that an account will be erased on a day ("2026-12-01").
func (l Letters) Erasing(ctx context.Context, to string, lang civic.Lang, on string) error {
	return l.send(ctx, to, lang, letter{words: dated(erasingWords, on)})
}

// Idle says that an account which nobody uses will be erased on a day, unless its owner
// signs in before.
func (l Letters) Idle(ctx context.Context, to string, lang civic.Lang, on string) error {
	return l.send(ctx, to, lang, letter{words: dated(idleWords, on)})
}

// dated puts a day in the place of {on}.
func dated(words map[civic.Lang]text, on string) map[civic.Lang]text {
	out := make(map[civic.Lang]text, len(words))
	for lang, t := range words {
		t.before = strings.ReplaceAll(t.before, "{on}", on)
		after := make([]string, len(t.after))
		for i, p := range t.after {
			after[i] = strings.ReplaceAll(p, "{on}", on)
		}
		t.after = after
		out[lang] = t
	}
	return out
}

var erasingWords = map[civic.Lang]text{
	civic.French: {
		subject: "%s : votre compte sera effacé",
		before:  "L’effacement de votre compte et de vos données a été demandé. Il aura lieu le {on}.",
		after: []string{
			"Vous avez changé d’avis, ou vous n’avez rien demandé ? Connectez-vous avant ce jour et choisissez « Annuler l’effacement » dans « Mes données ».",
			"Après ce jour, rien ne peut être retrouvé.",
		},
	},
	civic.Arabic: {
		subject: "%s: سيُمحى حسابك",
		before:  "طُلب محو حسابك ومعطياتك. سيتم ذلك في {on}.",
		after: []string{
			"هل غيّرت رأيك، أو لم تطلب شيئا؟ ادخل قبل هذا اليوم واختر «إلغاء المحو» في «معطياتي».",
			"بعد هذا اليوم لا يمكن استرجاع أي شيء.",
		},
	},
	civic.Tamazigh: {
		subject: "%s: ⴰⵎⵉⴹⴰⵏ ⵏⵏⴽ ⵔⴰⴷ ⵉⵜⵜⵓⵙⴼⴹ",
		before:  "ⵉⵜⵜⵓⵙⵓⵜⵔ ⵓⵙⴼⴹ ⵏ ⵓⵎⵉⴹⴰⵏ ⵏⵏⴽ ⴷ ⵜⵎⵓⵛⴰ ⵏⵏⴽ. ⵔⴰⴷ ⵉⵊⵔⵓ ⴰⵙⵙ ⵏ {on}.",
		after: []string{
			"ⵎⴽ ⵜⵙⵏⴼⵍⴷ ⴰⵡⵏⵏⴰⴼ ⵏⵖ ⵓⵔ ⵜⵙⵓⵜⵔⴷ ⵢⴰⵜ, ⴽⵛⵎ ⴷⴰⵜ ⵏ ⵡⴰⵙⵙ ⴰⵏ ⵜⵙⴱⴷⴷⴷ ⴰⵙⴼⴹ ⴳ « ⵜⵉⵎⵓⵛⴰ ⵉⵏⵓ ».",
			"ⴷⴼⴼⵉⵔ ⵏ ⵡⴰⵙⵙ ⴰⵏ ⵓⵔ ⵉⵖⵢ ⴰⴷ ⴷ ⵢⵓⵔⵔⵉ ⵡⴰⵍⵓ.",
		},
	},
	civic.English: {
		subject: "%s: your account will be erased",
		before:  "Somebody asked to erase your account and your data. It will be done on {on}.",
		after: []string{
			"Changed your mind, or asked for nothing? Sign in before that day and choose “Cancel the erasure” in “My data”.",
			"After that day nothing can be brought back.",
		},
	},
}

var idleWords = map[civic.Lang]text{
	civic.French: {
		subject: "%s : votre compte ne sert plus",
		before:  "Vous ne vous êtes pas connecté depuis deux ans. Nous ne gardons pas les données de ceux qui ne viennent plus : votre compte sera effacé le {on}.",
		after: []string{
			"Pour le garder, il suffit de vous connecter avant ce jour.",
			"Vos signalements publics resteront, sans votre nom.",
		},
	},
	civic.Arabic: {
		subject: "%s: حسابك لم يعد مستعملا",
		before:  "لم تدخل منذ سنتين. لا نحتفظ بمعطيات من لم يعودوا يأتون: سيُمحى حسابك في {on}.",
		after: []string{
			"للاحتفاظ به يكفي أن تدخل قبل هذا اليوم.",
			"ستبقى تبليغاتك العمومية بدون اسمك.",
		},
	},
	civic.Tamazigh: {
		subject: "%s: ⴰⵎⵉⴹⴰⵏ ⵏⵏⴽ ⵓⵔ ⵙⵓⵍ ⵉⵙⵡⵓⵔⵉ",
		before:  "ⵓⵔ ⵜⴽⵛⵉⵎⴷ ⵣⴳ ⵙⵉⵏ ⵉⵙⴳⴳⵯⴰⵙⵏ. ⴰⵎⵉⴹⴰⵏ ⵏⵏⴽ ⵔⴰⴷ ⵉⵜⵜⵓⵙⴼⴹ ⴰⵙⵙ ⵏ {on}.",
		after: []string{
			"ⵎⴰⵔ ⴰⴷ ⵜ ⵜⵃⴹⵓⴷ, ⴽⵛⵎ ⴷⴰⵜ ⵏ ⵡⴰⵙⵙ ⴰⵏ.",
			"ⵉⵏⵖⵎⵉⵙⵏ ⵏⵏⴽ ⵉⵎⴰⵜⴰⵢⵏ ⵔⴰⴷ ⵇⵇⵉⵎⵏ ⴱⵍⴰ ⵉⵙⵎ ⵏⵏⴽ.",
		},
	},
	civic.English: {
		subject: "%s: your account is not used",
		before:  "You have not signed in for two years. We keep no data of people who no longer come: your account will be erased on {on}.",
		after: []string{
			"To keep it, just sign in before that day.",
			"Your public reports will stay, without your name.",
		},
	},
}
