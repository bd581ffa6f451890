package privacy

import "jemaa/backend/civic"

// topics are all kinds of data there are. They are what docs/privacy.md and the screen
// tell, so they speak to the person, plainly.
var topics = []topic{
	{"account", BasisService, map[civic.Lang]topicWords{
		civic.French: {
			"Votre compte",
			"Votre adresse de courriel, le nom que vous avez choisi, votre langue : pour vous reconnaître, vous écrire et vous parler dans votre langue.",
			"Jusqu’à l’effacement du compte, ou deux ans sans connexion ; un courriel vous prévient trente jours avant.",
		},
		civic.Arabic: {
			"حسابك",
			"عنوان بريدك والاسم الذي اخترته ولغتك: للتعرف عليك ومراسلتك بلغتك.",
			"إلى محو الحساب، أو بعد سنتين دون دخول؛ تصلك رسالة قبل ذلك بثلاثين يوما.",
		},
		civic.Tamazigh: {
			"ⴰⵎⵉⴹⴰⵏ ⵏⵏⴽ",
			"ⵜⴰⵏⵙⴰ ⵏⵏⴽ, ⵉⵙⵎ ⵏⵏⴽ ⴷ ⵜⵓⵜⵍⴰⵢⵜ ⵏⵏⴽ: ⵎⴰⵔ ⴰⴷ ⴽ ⵏⵙⵙⵏ ⴷ ⴰⴷ ⴰⴽ ⵏⴰⵔⴰ.",
			"ⴰⵔ ⴰⵙⴼⴹ ⵏ ⵓⵎⵉⴹⴰⵏ, ⵏⵖ ⵙⵉⵏ ⵉⵙⴳⴳⵯⴰⵙⵏ ⴱⵍⴰ ⴰⴽⵛⵛⵓⵎ; ⵜⴰⴱⵔⴰⵜ ⵔⴰⴷ ⴰⴽ ⵜⴰⵡⴹ 30 ⵏ ⵡⴰⵙⵙ ⴷⴰⵜ.",
		},
		civic.English: {
			"Your account",
			"Your mail address, the name you chose, your language: to know you, write to you and speak your language.",
			"Until the account is erased, or after two years without signing in; a letter warns you thirty days before.",
		},
	}},
	{"sign_in", BasisSafety, map[civic.Lang]topicWords{
		civic.French: {
			"Connexions",
			"Codes, clés et sessions, gardés sous une forme qui n’ouvre rien : pour que personne n’entre à votre place.",
			"Un code : une heure. Une session : 90 jours au plus. Une clé : jusqu’à ce que vous la retiriez.",
		},
		civic.Arabic: {
			"الدخول",
			"الرموز والمفاتيح والجلسات، محفوظة بشكل لا يفتح شيئا: حتى لا يدخل أحد مكانك.",
			"الرمز: ساعة. الجلسة: 90 يوما على الأكثر. المفتاح: حتى تزيله.",
		},
		civic.Tamazigh: {
			"ⵉⴽⵛⵛⵓⵎⵏ",
			"ⵜⵉⵏⴳⴰⵍⵉⵏ, ⵜⵉⵙⵓⵔⴰ ⴷ ⵜⵖⵉⵎⵉⵜⵉⵏ: ⵎⴰⵔ ⴰⴷ ⵓⵔ ⵉⴽⵛⵎ ⵡⴰⵢⴹ ⴳ ⵓⴷⵖⴰⵔ ⵏⵏⴽ.",
			"ⵜⴰⵏⴳⴰⵍⵜ: ⵢⴰⵜ ⵜⵙⵔⴰⴳⵜ. ⵜⴰⵖⵉⵎⵉⵜ: 90 ⵏ ⵡⴰⵙⵙ. ⵜⴰⵙⴰⵔⵓⵜ: ⴰⵔ ⵜⵜ ⵜⴽⴽⵙⴷ.",
		},
		civic.English: {
			"Signing in",
			"Codes, keys and sessions, kept in a form that opens nothing: so that nobody comes in as you.",
			"A code: an hour. A session: 90 days at most. A key: until you remove it.",
		},
	}},
	{"rights", BasisPublic, map[civic.Lang]topicWords{
		civic.French: {
			"Vos droits",
			"Le rôle, le niveau de vérification et le quartier qu’on vous a reconnus : pour savoir ce que vous pouvez faire.",
			"Jusqu’à leur fin, leur retrait, ou l’effacement du compte.",
		},
		civic.Arabic: {
			"حقوقك",
			"الدور ومستوى التحقق والحي المعترف لك بها: لمعرفة ما يمكنك فعله.",
			"إلى نهايتها أو سحبها أو محو الحساب.",
		},
		civic.Tamazigh: {
			"ⵉⵣⵔⴼⴰⵏ ⵏⵏⴽ",
			"ⵜⴰⵎⵙⵡⵓⵔⵉⵜ, ⴰⵙⵡⵉⵔ ⴷ ⵜⴰⴷⵔⵉⵙⵜ ⵏⵏⴽ: ⵎⴰⵔ ⴰⴷ ⵉⵜⵜⵓⵙⵙⵏ ⵎⴰⴷ ⵜⵖⵢⴷ.",
			"ⴰⵔ ⵜⵉⴳⵉⵔⴰ ⵏⵙⵏ, ⵏⵖ ⴰⵙⴼⴹ ⵏ ⵓⵎⵉⴹⴰⵏ.",
		},
		civic.English: {
			"Your rights",
			"The role, the level of verification and the area that were granted you: to know what you may do.",
			"Until they end, are taken back, or the account is erased.",
		},
	}},
	{"residence", BasisService, map[civic.Lang]topicWords{
		civic.French: {
			"La preuve de votre adresse",
			"Le nom et l’adresse de la lettre que vous avez demandée, sous scellé, et le code à montrer au guichet : pour confirmer que vous habitez la ville. Jamais de numéro de carte d’identité.",
			"Les mots de la lettre : jusqu’à son impression. L’empreinte de son code : soixante jours. Le code du guichet : une demi-heure.",
		},
		civic.Arabic: {
			"إثبات عنوانك",
			"الاسم والعنوان في الرسالة التي طلبتها، مختومين، والرمز الذي تعرضه في الشباك: لتأكيد أنك تسكن المدينة. لا رقم بطاقة تعريف أبدا.",
			"كلمات الرسالة: إلى طبعها. بصمة رمزها: ستون يوما. رمز الشباك: نصف ساعة.",
		},
		civic.Tamazigh: {
			"ⵜⴰⵎⴰⵜⴰⵔⵜ ⵏ ⵜⴰⵏⵙⴰ ⵏⵏⴽ",
			"ⵉⵙⵎ ⴷ ⵜⴰⵏⵙⴰ ⵏ ⵜⴱⵔⴰⵜ ⵏⵏⴰ ⵜⵜⵔⴷ, ⵇⵇⵏⵏ, ⴷ ⵜⴰⵏⴳⴰⵍⵜ ⵏ ⵓⵙⵉⵔⴰ: ⵎⴰⵔ ⴰⴷ ⵜⵜⵓⵙⵙⵉⴷ ⵎⴰⵙ ⵜⵣⴷⵖⴷ ⴳ ⵜⵎⴷⵉⵏⵜ.",
			"ⵉⵡⴰⵍⵉⵡⵏ ⵏ ⵜⴱⵔⴰⵜ: ⴰⵔ ⴰⵙⵉⴳⴳⵣ. ⵜⴰⵏⴳⴰⵍⵜ ⵏⵏⵙ: 60 ⵏ ⵡⴰⵙⵙ. ⵜⴰⵏⴳⴰⵍⵜ ⵏ ⵓⵙⵉⵔⴰ: ⴰⵣⴳⵏ ⵏ ⵜⵙⵔⴰⴳⵜ.",
		},
		civic.English: {
			"The proof of your address",
			"The name and address of the letter you asked for, sealed, and the code you show at a counter: to confirm that you live in the city. Never an identity-card number.",
			"The letter’s words: until it is printed. The print of its code: sixty days. The counter’s code: half an hour.",
		},
	}},
	{"log", BasisLaw, map[civic.Lang]topicWords{
		civic.French: {
			"Le journal des décisions",
			"Qui a donné ou retiré un droit, à qui et pourquoi : pour en répondre. Les noms n’y sont que des pseudonymes ; les mots sont à part.",
			"Les lignes restent ; les mots et le lien avec vous partent avec le compte.",
		},
		civic.Arabic: {
			"سجل القرارات",
			"من منح حقا أو سحبه، لمن ولماذا: للمساءلة. الأسماء فيه مستعارة والكلمات محفوظة على حدة.",
			"تبقى الأسطر؛ وتزول الكلمات والصلة بك مع الحساب.",
		},
		civic.Tamazigh: {
			"ⴰⵖⵎⵉⵙ ⵏ ⵜⴰⵖⵜⴰⵙⵉⵏ",
			"ⵎⴰⴷ ⵉⴼⴽⴰⵏ ⵏⵖ ⵉⴽⴽⵙⵏ ⴰⵣⵔⴼ, ⵉ ⵎⴰⴷ ⴷ ⵎⴰⵅ.",
			"ⵉⵙⵉⵔⵉⴷⵏ ⵇⵇⵉⵎⵏ; ⵉⵡⴰⵍⵉⵡⵏ ⴷⴷⴰⵏ ⴷ ⵓⵎⵉⴹⴰⵏ.",
		},
		civic.English: {
			"The log of decisions",
			"Who gave or took a right, whose and why: to answer for it. Names in it are pseudonyms; the words lie apart.",
			"The lines stay; the words and the link to you go with the account.",
		},
	}},
	{"reports", BasisPublic, map[civic.Lang]topicWords{
		civic.French: {
			"Vos signalements",
			"Ce que vous avez signalé, où, quand, et la suite : pour que le service responsable répare et réponde en public.",
			"Tant que votre compte existe. À l’effacement, ce qui est public reste sans vous, ou disparaît : vous choisissez.",
		},
		civic.Arabic: {
			"تبليغاتك",
			"ما بلّغت عنه وأين ومتى وما تلاه: ليصلحه المسؤول ويجيب علنا.",
			"ما دام حسابك. عند المحو يبقى العلني منها بدونك أو يزول: أنت تختار.",
		},
		civic.Tamazigh: {
			"ⵉⵏⵖⵎⵉⵙⵏ ⵏⵏⴽ",
			"ⴰⵢⵏⵏⴰ ⵜⵏⵏⵉⴷ, ⵎⴰⵏⵉ ⴷ ⵎⵉⵍⵎⵉ: ⵎⴰⵔ ⴰⴷ ⵜⵜⵓⵙⴳⵎ ⵜⵎⵓⴽⵔⵉⵙⵜ.",
			"ⴰⵢⵏⵏⴰ ⵉⵍⵍⴰ ⵓⵎⵉⴹⴰⵏ ⵏⵏⴽ. ⴳ ⵓⵙⴼⴹ, ⴰⵎⴰⵜⴰⵢ ⵉⵇⵇⵉⵎ ⴱⵍⴰ ⴽⵢⵢⵉⵏ ⵏⵖ ⵉⴼⵜⵓ: ⵙⵜⵉ.",
		},
		civic.English: {
			"Your reports",
			"What you reported, where, when, and what came of it: so that the service in charge repairs it and answers in public.",
			"As long as your account. When it is erased, what is public stays without you, or goes: you choose.",
		},
	}},
	{"supports", BasisPublic, map[civic.Lang]topicWords{
		civic.French: {
			"Vos soutiens et réponses",
			"« Moi aussi », et ce que vous répondez quand la ville dit que c’est réparé : pour compter combien sont touchés.",
			"Tant que votre compte existe.",
		},
		civic.Arabic: {
			"دعمك وأجوبتك",
			"«أنا أيضا» وما تجيب به حين تقول المدينة إن الأمر أُصلح: لمعرفة عدد المتضررين.",
			"ما دام حسابك.",
		},
		civic.Tamazigh: {
			"ⴰⵙⵉⴷⴼ ⵏⵏⴽ ⴷ ⵜⵎⵔⴰⵔⵓⵜⵉⵏ",
			"« ⵓⵍⴰ ⵏⴽⴽⵉⵏ » ⴷ ⵎⴰⴷ ⵜⵔⴰⵔⴷ: ⵎⴰⵔ ⴰⴷ ⵏⵙⵙⵉⴹⵏ ⵎⵛⵜⴰ ⵉⵜⵜⵓⵖⴰⵏ.",
			"ⴰⵢⵏⵏⴰ ⵉⵍⵍⴰ ⵓⵎⵉⴹⴰⵏ ⵏⵏⴽ.",
		},
		civic.English: {
			"Your supports and answers",
			"“Me too”, and what you answer when the city says it is repaired: to count how many it hits.",
			"As long as your account.",
		},
	}},
	{"photos", BasisPublic, map[civic.Lang]topicWords{
		civic.French: {
			"Vos photos",
			"Les photos de vos signalements, sans le lieu ni l’appareil : pour montrer ce qui ne va pas.",
			"Un jour si rien ne les montre ; sinon comme ce qui les montre.",
		},
		civic.Arabic: {
			"صورك",
			"صور تبليغاتك دون المكان ولا الجهاز: لإظهار الخلل.",
			"يوما واحدا إن لم يعرضها شيء؛ وإلا فكما يبقى ما يعرضها.",
		},
		civic.Tamazigh: {
			"ⵜⵉⵡⵍⴰⴼⵉⵏ ⵏⵏⴽ",
			"ⵜⵉⵡⵍⴰⴼⵉⵏ ⵏ ⵉⵏⵖⵎⵉⵙⵏ ⵏⵏⴽ, ⴱⵍⴰ ⴰⴷⵖⴰⵔ: ⵎⴰⵔ ⴰⴷ ⵜⴱⴰⵏ ⵜⵎⵓⴽⵔⵉⵙⵜ.",
			"ⵢⴰⵏ ⵡⴰⵙⵙ ⵎⴽ ⵓⵔ ⵜⵜⵓⵙⵎⵔⴰⵙⵏⵜ.",
		},
		civic.English: {
			"Your photos",
			"The photos of your reports, without the place or the camera: to show what is wrong.",
			"A day if nothing shows them; else as long as what shows them.",
		},
	}},
	{"telling", BasisService, map[civic.Lang]topicWords{
		civic.French: {
			"Ce que vous suivez",
			"Vos suivis et vos notifications, qui ne contiennent que des numéros, pas de texte : pour vous tenir au courant.",
			"Les notifications : un an. Les suivis : tant que votre compte existe.",
		},
		civic.Arabic: {
			"ما تتابعه",
			"متابعاتك وإشعاراتك، وفيها أرقام لا نصوص: لإبقائك على علم.",
			"الإشعارات: سنة. المتابعات: ما دام حسابك.",
		},
		civic.Tamazigh: {
			"ⴰⵢⵏⵏⴰ ⵜⴹⴼⵔⴷ",
			"ⵉⴹⴼⴰⵕⵏ ⵏⵏⴽ ⴷ ⵜⵏⵖⵎⵉⵙⵉⵏ: ⵎⴰⵔ ⴰⴷ ⵜⵉⵙⵉⵏⴷ ⵎⴰⴷ ⵉⵊⵔⴰⵏ.",
			"ⵜⵉⵏⵖⵎⵉⵙⵉⵏ: ⴰⵙⴳⴳⵯⴰⵙ. ⵉⴹⴼⴰⵕⵏ: ⴰⵢⵏⵏⴰ ⵉⵍⵍⴰ ⵓⵎⵉⴹⴰⵏ ⵏⵏⴽ.",
		},
		civic.English: {
			"What you follow",
			"Your follows and your notifications, which hold numbers and no words: to keep you informed.",
			"Notifications: a year. Follows: as long as your account.",
		},
	}},
	{"push", BasisConsent, map[civic.Lang]topicWords{
		civic.French: {
			"Vos appareils",
			"L’adresse par laquelle votre navigateur reçoit les notifications : pour vous prévenir, si vous l’avez accepté.",
			"Jusqu’à ce que vous retiriez votre accord, ou soixante jours sans que l’appareil se montre.",
		},
		civic.Arabic: {
			"أجهزتك",
			"العنوان الذي يتلقى به متصفحك الإشعارات: لإخبارك إن قبلت ذلك.",
			"حتى تسحب موافقتك، أو بعد ستين يوما دون ظهور الجهاز.",
		},
		civic.Tamazigh: {
			"ⵉⵎⴰⵙⵙⵏ ⵏⵏⴽ",
			"ⵜⴰⵏⵙⴰ ⵙⴳ ⴷ ⵉⵜⵜⴰⵡⵉ ⵓⵎⵙⵙⴰⵔⴰ ⵜⵉⵏⵖⵎⵉⵙⵉⵏ: ⵎⴽ ⵜⵇⴱⵍⴷ.",
			"ⴰⵔ ⴰⴷ ⵜⵔⴰⵔⴷ ⴰⵎⵙⴰⵙⴰ, ⵏⵖ 60 ⵏ ⵡⴰⵙⵙ.",
		},
		civic.English: {
			"Your devices",
			"The address at which your browser takes notifications: to tell you, if you agreed.",
			"Until you take your agreement back, or sixty days without the device showing itself.",
		},
	}},
	{"flags", BasisSafety, map[civic.Lang]topicWords{
		civic.French: {
			"Vos plaintes",
			"Ce que vous avez signalé aux modérateurs : pour qu’ils décident. Personne d’autre ne sait que c’est vous.",
			"Tant que votre compte existe.",
		},
		civic.Arabic: {
			"شكاواك",
			"ما أبلغت به المشرفين: ليقرروا. لا يعلم غيرهم أنه منك.",
			"ما دام حسابك.",
		},
		civic.Tamazigh: {
			"ⵉⵙⵎⴳⵍⵏ ⵏⵏⴽ",
			"ⴰⵢⵏⵏⴰ ⵜⵏⵏⵉⴷ ⵉ ⵉⵎⵙⵖⵓⵔⵏ: ⵎⴰⵔ ⴰⴷ ⵖⵜⵙⵏ.",
			"ⴰⵢⵏⵏⴰ ⵉⵍⵍⴰ ⵓⵎⵉⴹⴰⵏ ⵏⵏⴽ.",
		},
		civic.English: {
			"Your complaints",
			"What you told the moderators: so that they decide. Nobody else knows it was you.",
			"As long as your account.",
		},
	}},
	{"trust", BasisSafety, map[civic.Lang]topicWords{
		civic.French: {
			"La confiance",
			"Depuis quand votre compte existe, combien de vos signalements ont été pris en charge ou masqués : pour limiter les abus des comptes récents.",
			"Tant que votre compte existe. Les limites d’un compte récent durent sept jours au plus, les autres quatre-vingt-dix.",
		},
		civic.Arabic: {
			"الثقة",
			"منذ متى حسابك، وكم من تبليغاتك تُكفّل به أو حُجب: للحد من تجاوزات الحسابات الحديثة.",
			"ما دام حسابك. قيود الحساب الحديث سبعة أيام على الأكثر، وغيرها تسعون.",
		},
		civic.Tamazigh: {
			"ⵜⴰⴼⵍⵙⵜ",
			"ⵎⴰⵏⵥⴰ ⴳ ⵉⵍⵍⴰ ⵓⵎⵉⴹⴰⵏ ⵏⵏⴽ, ⵎⵛⵜⴰ ⵏ ⵉⵏⵖⵎⵉⵙⵏ ⵏⵏⴽ ⵜⵜⵓⵎⵥⵏ ⵏⵖ ⵏⵜⵍⵏ: ⵎⴳⴰⵍ ⵉ ⵓⵙⵎⵔⵙ ⵉⵅⵛⵏ.",
			"ⴰⵢⵏⵏⴰ ⵉⵍⵍⴰ ⵓⵎⵉⴹⴰⵏ ⵏⵏⴽ.",
		},
		civic.English: {
			"Trust",
			"Since when your account is there, how many of your reports were taken up or hidden: to limit abuse by new accounts.",
			"As long as your account. The limits of a new account last seven days at most, the others ninety.",
		},
	}},
	{"work", BasisPublic, map[civic.Lang]topicWords{
		civic.French: {
			"Le travail des services",
			"Ce qu’agents et modérateurs ont fait sur un signalement, sous un numéro de compte : pour que la suite se comprenne.",
			"Reste avec le signalement ; sans compte, le numéro ne mène plus à personne.",
		},
		civic.Arabic: {
			"عمل المصالح",
			"ما فعله الموظفون والمشرفون بتبليغ، تحت رقم حساب: ليُفهم ما جرى.",
			"يبقى مع التبليغ؛ وبدون الحساب لا يدل الرقم على أحد.",
		},
		civic.Tamazigh: {
			"ⵜⴰⵡⵓⵔⵉ ⵏ ⵉⵎⵙⵡⵓⵔⵉⵏ",
			"ⴰⵢⵏⵏⴰ ⵙⴽⵔⵏ ⵉⵎⵙⵡⵓⵔⵉⵏ ⴳ ⵓⵏⵖⵎⵉⵙ, ⵙ ⵓⵟⵟⵓⵏ ⵏ ⵓⵎⵉⴹⴰⵏ.",
			"ⵉⵇⵇⵉⵎ ⴷ ⵓⵏⵖⵎⵉⵙ; ⴱⵍⴰ ⴰⵎⵉⴹⴰⵏ ⵓⵔ ⵉⵎⵎⴰⵍ ⵓⵟⵟⵓⵏ ⴽⵔⴰ ⵏ ⵢⴰⵏ.",
		},
		civic.English: {
			"The work of services",
			"What officials and moderators did on a report, under an account’s number: so that what came of it makes sense.",
			"Stays with the report; without the account the number leads to nobody.",
		},
	}},
	{"choices", BasisLaw, map[civic.Lang]topicWords{
		civic.French: {
			"Vos choix",
			"Vos accords et leur texte, vos demandes de copie et d’effacement, votre dernière connexion : pour les respecter.",
			"Une copie : sept jours. Un effacement : jusqu’à ce qu’il soit fait. Le reste : tant que votre compte existe.",
		},
		civic.Arabic: {
			"اختياراتك",
			"موافقاتك ونصها، وطلبات النسخ والمحو، وآخر دخول لك: لاحترامها.",
			"النسخة: سبعة أيام. المحو: إلى أن يتم. والباقي: ما دام حسابك.",
		},
		civic.Tamazigh: {
			"ⵉⵙⵜⴰⵢⵏ ⵏⵏⴽ",
			"ⵉⵎⵙⴰⵙⴰⵜⵏ ⵏⵏⴽ, ⵜⵓⵜⵔⵉⵡⵉⵏ ⵏ ⵜⵏⵖⵍⵜ ⴷ ⵓⵙⴼⴹ, ⴰⴽⵛⵛⵓⵎ ⵏⵏⴽ ⴰⵎⴳⴳⴰⵔⵓ.",
			"ⵜⴰⵏⵖⵍⵜ: 7 ⵏ ⵡⴰⵙⵙⴰⵏ. ⴰⵙⴼⴹ: ⴰⵔ ⴰⴷ ⵉⵎⵎⵉⵔ.",
		},
		civic.English: {
			"Your choices",
			"What you agreed to and its words, your requests for a copy or an erasure, when you last signed in: to keep to them.",
			"A copy: seven days. An erasure: until it is done. The rest: as long as your account.",
		},
	}},
	{"limits", BasisSafety, map[civic.Lang]topicWords{
		civic.French: {
			"Contre les abus",
			"Combien de demandes viennent d’un compte ou d’un réseau, sous une empreinte qui ne se relit pas.",
			"Quelques minutes à quelques heures.",
		},
		civic.Arabic: {
			"ضد التجاوزات",
			"عدد الطلبات الآتية من حساب أو شبكة، تحت بصمة لا تُقرأ.",
			"من دقائق إلى ساعات.",
		},
		civic.Tamazigh: {
			"ⵎⴳⴰⵍ ⵉ ⵓⵙⵎⵔⵙ ⵉⵅⵛⵏ",
			"ⵎⵛⵜⴰ ⵏ ⵜⵓⵜⵔⵉⵡⵉⵏ ⵉⴷⴷⴰⵏ ⵣⴳ ⵓⵎⵉⴹⴰⵏ ⵏⵖ ⵓⵥⴹⴹⴰ.",
			"ⵜⵓⵙⴷⵉⴷⵉⵏ ⴰⵔ ⵜⵉⵙⵔⴰⴳⵉⵏ.",
		},
		civic.English: {
			"Against abuse",
			"How many requests come from an account or a network, under a print that cannot be read back.",
			"Minutes to hours.",
		},
	}},
	{"organisations", BasisService, map[civic.Lang]topicWords{
		civic.French: {
			"Vos organisations",
			"Les associations dont vous êtes membre et ce que vous y faites : pour publier en leur nom.",
			"Tant que vous en êtes membre.",
		},
		civic.Arabic: {
			"منظماتك",
			"الجمعيات التي أنت عضو فيها ودورك: للنشر باسمها.",
			"ما دمت عضوا.",
		},
		civic.Tamazigh: {
			"ⵜⵉⵎⵙⵎⵓⵏⵉⵏ ⵏⵏⴽ",
			"ⵜⵉⵎⵙⵎⵓⵏⵉⵏ ⵏⵏⴰ ⴳ ⵜⵍⵍⵉⴷ: ⵎⴰⵔ ⴰⴷ ⵜⵙⵙⵓⴼⵖⴷ ⵙ ⵉⵙⵎ ⵏⵙⵏⵜ.",
			"ⴰⵢⵏⵏⴰ ⵜⴳⵉⴷ ⴰⴳⵎⴰⵎ.",
		},
		civic.English: {
			"Your organisations",
			"The associations you are a member of and what you do there: to publish in their name.",
			"As long as you are a member.",
		},
	}},
	{"machine", BasisNone, map[civic.Lang]topicWords{
		civic.French: {
			"La machine",
			"Des comptes, des textes types, des clés et des réglages du programme.",
			"Tant que le programme en a besoin.",
		},
		civic.Arabic: {
			"الآلة",
			"أعداد ونصوص جاهزة ومفاتيح وإعدادات البرنامج.",
			"ما دام البرنامج يحتاجها.",
		},
		civic.Tamazigh: {
			"ⵜⴰⵎⴰⵛⵉⵏⵜ",
			"ⵉⵎⵉⴹⵏ, ⵉⴹⵔⵉⵚⵏ ⴷ ⵜⵙⵓⵔⴰ ⵏ ⵓⵀⵉⵍ.",
			"ⴰⵢⵏⵏⴰ ⵜⵏ ⵉⵔⴰ ⵓⵀⵉⵍ.",
		},
		civic.English: {
			"The machine",
			"Counts, model texts, keys and settings of the program.",
			"As long as the program needs them.",
		},
	}},
}
