package mail

import "jemaa/backend/civic"

var codeWords = map[civic.Lang]text{
	civic.French: {
		subject: "%s : votre code de connexion",
		before:  "Voici votre code de connexion :",
		after: []string{
			"Saisissez-le dans les 10 minutes, dans le navigateur où vous l’avez demandé. Il ne sert qu’une fois.",
			"Ne le donnez à personne : nous ne vous le demanderons jamais par téléphone ni par message.",
			"Si vous n’avez rien demandé, ignorez ce message : il ne s’est rien passé.",
		},
	},
	civic.Arabic: {
		subject: "%s: رمز الدخول الخاص بك",
		before:  "هذا رمز الدخول الخاص بك:",
		after: []string{
			"أدخله خلال 10 دقائق في المتصفح الذي طلبته منه. يُستعمل مرة واحدة فقط.",
			"لا تعطه لأي أحد: لن نطلبه منك أبدا عبر الهاتف ولا عبر رسالة.",
			"إذا لم تطلب أي شيء فتجاهل هذه الرسالة: لم يحدث شيء.",
		},
	},
	civic.Tamazigh: {
		subject: "%s: ⵜⴰⵏⴳⴰⵍⵜ ⵏ ⵓⴽⵛⵛⵓⵎ ⵏⵏⴽ",
		before:  "ⵜⴰⴷ ⴷ ⵜⴰⵏⴳⴰⵍⵜ ⵏ ⵓⴽⵛⵛⵓⵎ ⵏⵏⴽ:",
		after: []string{
			"ⴰⵔⴰ ⵜⵜ ⴳ 10 ⵏ ⵜⵓⵙⴷⵉⴷⵉⵏ, ⴳ ⵓⵎⵙⵙⴰⵔⴰ ⵏⵏⴰ ⵙⴳ ⵜⵜ ⵜⵙⵓⵜⵔⴷ. ⴰⵔ ⵜⵜⵓⵙⵎⵔⴰⵙ ⵢⴰⵜ ⵜⵉⴽⴽⵍⵜ ⵖⴰⵙ.",
			"ⴰⴷ ⵜⵜ ⵓⵔ ⵜⴰⴽⴼⴷ ⵉ ⵡⴰⵍⵓ ⵢⴰⵏ: ⵓⵔ ⵊⵊⵓ ⵔⴰⴷ ⴰⴽ ⵜⵜ ⵏⵙⵓⵜⵔ ⵙ ⵓⵜⵉⵍⵉⴼⵓⵏ ⵏⵖ ⵙ ⵜⵓⵣⵉⵏⵜ.",
			"ⵎⴽ ⵓⵔ ⵜⵙⵓⵜⵔⴷ ⵢⴰⵜ, ⵊⵊ ⵜⵓⵣⵉⵏⵜ ⴰⴷ: ⵓⵔ ⵉⵊⵔⵉ ⵡⴰⵍⵓ.",
		},
	},
	civic.English: {
		subject: "%s: your sign-in code",
		before:  "Here is your sign-in code:",
		after: []string{
			"Type it within 10 minutes, in the browser that asked for it. It works once.",
			"Give it to nobody: we will never ask you for it by phone or by message.",
			"If you asked for nothing, ignore this letter: nothing has happened.",
		},
	},
}

var staffWords = map[civic.Lang]text{
	civic.French: {
		subject: "%s : connexion impossible avec un code",
		before:  "Un code de connexion a été demandé pour cette adresse.",
		after: []string{
			"Votre compte donne des droits d’agent, de modération ou d’administration. Pour le protéger, aucun code n’est envoyé par courriel : ces comptes se connectent avec une clé d’accès.",
			"Adressez-vous à l’administration de la plateforme. Si vous n’avez rien demandé, prévenez-la aussi.",
		},
	},
	civic.Arabic: {
		subject: "%s: لا يمكن الدخول برمز",
		before:  "طُلب رمز دخول لهذا العنوان.",
		after: []string{
			"يمنح حسابك صلاحيات موظف أو إشراف أو إدارة. لحمايته لا نرسل أي رمز بالبريد الإلكتروني: تدخل هذه الحسابات بمفتاح مرور.",
			"اتصل بإدارة المنصة. وإذا لم تطلب أي شيء فأخبرها أيضا.",
		},
	},
	civic.Tamazigh: {
		subject: "%s: ⵓⵔ ⵉⵖⵢ ⵓⴽⵛⵛⵓⵎ ⵙ ⵜⵏⴳⴰⵍⵜ",
		before:  "ⵜⴻⵜⵜⵓⵙⵓⵜⵔ ⵜⴰⵏⴳⴰⵍⵜ ⵏ ⵓⴽⵛⵛⵓⵎ ⵉ ⵜⴰⵏⵙⴰ ⴰⴷ.",
		after: []string{
			"ⴰⵎⵉⴹⴰⵏ ⵏⵏⴽ ⵖⵓⵔⵙ ⵉⵣⵔⴼⴰⵏ ⵏ ⵓⵎⵙⵡⵓⵔⵉ, ⵏ ⵓⵙⵎⵖⵓⵔ ⵏⵖ ⵏ ⵜⵎⵀⵍⴰ. ⵎⴰⵔ ⴰⴷ ⵜ ⵏⵃⴹⵓ, ⵓⵔ ⴰⵔ ⵏⵜⵜⴰⵣⵏ ⵜⴰⵏⴳⴰⵍⵜ ⵙ ⵜⴱⵔⴰⵜ: ⵉⵎⵉⴹⴰⵏ ⴰⴷ ⴰⵔ ⴽⵛⵛⵎⵏ ⵙ ⵜⵙⴰⵔⵓⵜ ⵏ ⵓⴽⵛⵛⵓⵎ.",
			"ⵙⴰⵡⵍ ⴷ ⵜⵎⵀⵍⴰ ⵏ ⵜⵙⵉⵍⵜ. ⵎⴽ ⵓⵔ ⵜⵙⵓⵜⵔⴷ ⵢⴰⵜ, ⵙⵙⵏ ⴰⵙ ⵓⵍⴰ ⵏⵜⵜⴰⵜ.",
		},
	},
	civic.English: {
		subject: "%s: no sign-in by code",
		before:  "A sign-in code was asked for at this address.",
		after: []string{
			"Your account has the rights of an official, a moderator or an administrator. To protect it no code is sent by mail: such accounts sign in with a passkey.",
			"Please turn to the platform's administrators. If you asked for nothing, tell them that as well.",
		},
	},
}
