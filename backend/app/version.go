package app

import "runtime/debug"

// Version is the program's own: the module's version and the commit it was built
// from, as the Go toolchain recorded them; "dev" where it could not.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	version, commit, dirty := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+changes"
			}
		}
	}
	if version == "" || version == "(devel)" {
		version = "dev"
	}
	if len(commit) >= 12 && version == "dev" {
		return "dev " + commit[:12] + dirty
	}
	return version
}
