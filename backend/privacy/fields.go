package privacy

import "strings"

// Register is every collection there is. Whoever adds a field to a document, or a
// collection, adds it here, under a topic of topics.go: a test compares this with what
// the running program keeps, and docs/privacy.md is made from it.
var Register = []Kept{
	kept("account", "account", on{
		"account": "name lang contact created_at demo",
		"rights":  "grants.role grants.authority grants.until grants.at grants.by grant_ends staff level area person",
		"sign_in": "epoch",
	}),
	kept("login", "account", on{"sign_in": "kind account created_at"}),
	kept("code", "account", on{
		"sign_in": "requests.at requests.vouch open.id open.browser open.hash open.tries open.expires_at purge_at",
		"limits":  "requests.network",
	}),
	kept("session", "account", on{
		"sign_in": "account epoch by bearer device.browser device.system created_at seen_at expires_at",
	}),
	kept("address", "account", on{"residence": "area person sealed batch hash tries asked_at queued_at sealed_to lapse_at purge_at"}),
	kept("counter_code", "account", on{"residence": "account official expires_at"}),
	kept("challenge", "account", on{"sign_in": "browser for account spent expires_at"}),
	kept("keyring", "account", on{
		"sign_in": "keys.id keys.credential keys.public_key keys.transports keys.syncs keys.count keys.copied keys.staff keys.name " +
			"keys.created_at keys.used_at refused link.hash link.expires_at",
	}),
	kept("token", "account", on{
		"sign_in": "list.id list.hash list.name list.scope list.staff list.created_at list.expires_at list.used_at",
	}),
	kept("recovery", "account", on{"rights": "by reason asked_at expires_at"}),
	kept("roll", "account", on{"rights": "admins"}),
	kept("logbook", "logbook", on{"log": "kind at about by what commitment by_commitment"}),
	kept("logbook_words", "logbook", on{"log": "about subject reason salt by by_salt"}),
	kept("report", "report", on{
		"reports": "ref author anonymous source category domain area authority title description lang location.lon location.lat " +
			"address public_location.lon public_location.lat hidden_place answers " +
			"photos.id photos.width photos.height photos.color photos.held photos.at terms_version created_hash created_at " +
			"status status_before duplicate_of contested resolved_at resolved_by round " +
			"confirmed.round confirmed.resolved confirmed.at confirmed.hash updated_at erased_at edits " +
			"due_at legal_due_at awaiting_since ask listed.new listed.updated listed.due " +
			"updates.id updates.at updates.kind updates.from updates.to updates.text updates.lang updates.photos.id " +
			"updates.photos.width updates.photos.height updates.photos.color updates.photos.held updates.photos.at " +
			"updates.reason updates.internal updates.hash",
		"work": "assignee assigned.new assigned.updated assigned.due desk marks.contested marks.waiting marks.closed " +
			"hidden.by hidden.reason hidden.at updates.by.role updates.by.account updates.by.authority",
	}),
	kept("support", "report", on{"supports": "report account state at withdrawn_at"}),
	kept("confirmation", "report", on{
		"supports": "report account round resolved words lang photo.id photo.width photo.height photo.color photo.held photo.at at hash",
	}),
	kept("reveal", "report", on{"work": "report by authority at"}),
	kept("template", "report", on{"machine": "items.id items.name items.for items.texts"}),
	kept("tally", "tally", on{"machine": "counts counted_at news_at"}),
	kept("photo", "photo", on{
		"photos": "uploader hash width height color state since attached_to created_at",
	}),
	kept("follow", "notify", on{"telling": "subject_key kind subject account state by role via at"}),
	kept("notification", "notify", on{
		"telling": "account kind subject.kind subject.id update status at unread_at read_at",
	}),
	kept("inbox", "notify", on{"telling": "read_before"}),
	kept("fanout", "notify", on{
		"telling": "plan.what plan.kind plan.subject.kind plan.subject.id plan.by plan.at plan.update plan.status plan.bring " +
			"plan.release cursor done_at",
	}),
	kept("push_subscription", "push", on{
		"push": "account endpoint endpoint_key p256dh auth lang confirmed_at expires_at failures owed owed_at",
	}),
	kept("flag", "moderation", on{"flags": "subject_key account reason words at"}),
	kept("case", "moderation", on{
		"flags": "subject.kind subject.id state why flags reasons words opened_at rank decided_at hidden heard",
		"work": "decision.action decision.reason decision.by decision.at decision.seen decision.photos " +
			"history.action history.reason history.by history.at history.seen history.photos",
	}),
	kept("departure", "privacy", on{"choices": "keep by asked_at due_at stage step authorities next_at"}),
	kept("takeout", "privacy", on{
		"choices": "state lang asked_at ready_at expires_at folder key step after parts items size lists failures next_at",
	}),
	kept("consent", "privacy", on{"choices": "said.purpose said.given said.version said.at"}),
	kept("presence", "privacy", on{"choices": "seen_at warned_at next_at"}),
	kept("trust", "trust", on{"trust": "joined_at behaviour.reports behaviour.taken_up behaviour.hidden behaviour.hidden_at"}),
	kept("spent", "proof", on{"limits": "purge_at"}),
	kept("rate", "limit", on{"limits": "at purge_at"}),
	kept("secret", "secret", on{"machine": "value"}),
	kept("lease", "relay", on{"machine": "holder"}),
	kept("upgrade", "upgrade", on{"machine": "version cursor at"}),
}

// on is fields by topic, with spaces between.
type on map[string]string

func kept(collection, room string, fields on) Kept {
	k := Kept{Collection: collection, Room: room, Fields: map[string][]string{}}
	for topic, names := range fields {
		k.Fields[topic] = strings.Fields(names)
	}
	return k
}
