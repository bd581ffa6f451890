package privacy

import "jemaa/backend/civic"

// readmeName names the file that tells about a takeout.
var readmeName = map[civic.Lang]string{
	civic.French: "LISEZ-MOI.txt", civic.Arabic: "README.txt", civic.Tamazigh: "README.txt", civic.English: "README.txt",
}

// readme says what a takeout holds; %s is when it was made (UTC).
var readme = map[civic.Lang]string{
	civic.French: "Vos données, telles que la ville les garde, le %s (UTC).\n\n" +
		"Chaque liste est là deux fois : en .json (tout, pour un programme) et en .csv (pour un tableur).\n" +
		"Une longue liste se suit en plusieurs fichiers : reports.json, reports-2.json…\n" +
		"Vos photos sont dans photos/. Ce que vous avez dit des autres y est ; ce que d’autres ont dit de vous n’y est pas.\n" +
		"Gardez ce fichier pour vous.\n",
	civic.Arabic: "معطياتك كما تحتفظ بها المدينة، في %s (UTC).\n\n" +
		"كل قائمة موجودة مرتين: \u200e.json (كل شيء، لبرنامج) و\u200e.csv (لجدول حسابات).\n" +
		"القائمة الطويلة موزعة على عدة ملفات: reports.json ثم reports-2.json…\n" +
		"صورك في photos/. هنا ما قلته أنت، لا ما قاله غيرك عنك.\n" +
		"احتفظ بهذا الملف لنفسك.\n",
	civic.Tamazigh: "ⵜⵉⵎⵓⵛⴰ ⵏⵏⴽ ⴰⵎⵎ ⵜⵏⵜ ⵜⵃⴹⵓ ⵜⵎⴷⵉⵏⵜ, ⴰⵙⵙ ⵏ %s (UTC).\n\n" +
		"ⴽⵓ ⵜⴰⵍⴳⴰⵎⵜ ⵜⵍⵍⴰ ⵙⵏⴰⵜ ⵜⵡⴰⵍⵉⵏ: .json ⴷ .csv.\n" +
		"ⵜⵉⵡⵍⴰⴼⵉⵏ ⵏⵏⴽ ⵍⵍⴰⵏⵜ ⴳ photos/.\n" +
		"ⵃⴹⵓ ⴰⴼⴰⵢⵍⵓ ⴰⴷ ⵉ ⵉⵅⴼ ⵏⵏⴽ.\n",
	civic.English: "Your data as the city keeps it, on %s (UTC).\n\n" +
		"Every list is here twice: as .json (everything, for a program) and as .csv (for a spreadsheet).\n" +
		"A long list goes on in several files: reports.json, reports-2.json…\n" +
		"Your photos are in photos/. What you said is in here; what others said of you is not.\n" +
		"Keep this file to yourself.\n",
}
