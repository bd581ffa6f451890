package civic

// LogKinds is how the kinds of message begin that the log of who decided what
// is written from: "log.role_given". The data of such a message is a Logged, its
// sender whoever acted, "" for the program or the command line.
const LogKinds = "log."

// Logged is what the log is told of an act on somebody. What holds plain codes,
// which stay in the log for ever ("role", "authority", "until", "level"): nothing
// that tells who somebody is. Reason and Subject can be erased, as About can.
type Logged struct {
	About   ID                `json:"about,omitempty"`   // the account it was done to, "" for nobody
	Subject string            `json:"subject,omitempty"` // what else it is about, as Subject.String writes it
	What    map[string]string `json:"what,omitempty"`    // at most 8
	Reason  string            `json:"reason,omitempty"`  // in the words of whoever acted
}
