package account

import "strings"

// Device is what is kept of a browser's User-Agent, in two words, so that its
// owner knows it again in a list: nothing that would tell it from another of its
// kind. Both are "" for what is not known.
type Device struct {
	Browser string `json:"browser"` // "Firefox"
	System  string `json:"system"`  // "Android"
}

// String is both words, "" for a device that is not known at all.
func (d Device) String() string { return strings.Trim(d.Browser+" · "+d.System, " ·") }

// Each word is looked for in this order: most browsers claim to be others too.
var (
	browsers = [][2]string{
		{"SamsungBrowser/", "Samsung Internet"}, {"EdgA/", "Edge"}, {"EdgiOS/", "Edge"}, {"Edg/", "Edge"},
		{"OPR/", "Opera"}, {"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"},
		{"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
	}
	systems = [][2]string{
		{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iPadOS"}, {"Windows", "Windows"},
		{"CrOS", "ChromeOS"}, {"Macintosh", "macOS"}, {"Linux", "Linux"},
	}
)

// DeviceOf reads a User-Agent header; of more than 512 bytes it reads the first.
func DeviceOf(userAgent string) Device {
	if len(userAgent) > 512 {
		userAgent = userAgent[:512]
	}
	return Device{firstIn(userAgent, browsers), firstIn(userAgent, systems)}
}

func firstIn(text string, words [][2]string) string {
	for _, w := range words {
		if strings.Contains(text, w[0]) {
			return w[1]
		}
	}
	return ""
}
