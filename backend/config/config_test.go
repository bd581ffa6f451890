package config

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestLoad(t *testing.T) {
	public := []string{"JEMAA_PUBLIC_URL=https://jemaa.example", "JEMAA_ADDR=0.0.0.0:80"}
	mail := []string{"JEMAA_SMTP_URL=smtps://u:hunter2@mail.example", "JEMAA_MAIL_FROM=a@jemaa.example"}
	rows := []struct {
		name string
		env  []string
		want string // part of the error; "" for none
	}{
		{"nothing set", nil, ""},
		{"others' variables", []string{"PATH=/bin", "JEMAA_TEST_MONGODB_URI=x", "JEMAA_TOOLS=x"}, ""},
		{"misspelt", []string{"JEMAA_ADRR=:80"}, "JEMAA_ADRR: no such setting"},
		{"public without mail", public, "JEMAA_SMTP_URL"},
		{"public with mail", append(mail, public...), ""},
		{"mail without sender", mail[:1], "JEMAA_MAIL_FROM"},
		{"public without https", []string{"JEMAA_PUBLIC_URL=http://jemaa.example"}, "needs https"},
		{"every interface, no public address", []string{"JEMAA_ADDR=0.0.0.0:80"}, "needs https"},
		{"demonstration", []string{"JEMAA_DEMO=true"}, ""},
		{"demonstration in public", append([]string{"JEMAA_DEMO=1"}, append(mail, public...)...), "loopback only"},
		{"demonstration behind a public address", append([]string{"JEMAA_DEMO=1"}, append(mail, public[0])...), "no public address"},
		{"path in the address", []string{"JEMAA_PUBLIC_URL=http://localhost/app"}, "must end after the host"},
		{"half an S3", []string{"JEMAA_S3_ENDPOINT=minio:9000"}, "JEMAA_S3_SECRET_KEY"},
		{"bad level", []string{"JEMAA_LOG=loud"}, "JEMAA_LOG"},
		{"bad boolean", []string{"JEMAA_DEMO=perhaps"}, "Demo"},
		{"no rate limits here", []string{"JEMAA_RATE=off"}, ""},
		{"no rate limits in public", append([]string{"JEMAA_RATE=off"}, append(mail, public...)...), "rate limits"},
		{"half a rate limit", []string{"JEMAA_RATE=slow"}, "neither on nor off"},
		{"profiles here", []string{"JEMAA_PROFILE=on"}, ""},
		{"profiles for everybody", []string{"JEMAA_PROFILE=on", "JEMAA_METRICS_ADDR=0.0.0.0:9090"}, "loopback"},
		{"profiles nowhere", []string{"JEMAA_PROFILE=on", "JEMAA_METRICS_ADDR=off"}, "loopback"},
		{"half a profile", []string{"JEMAA_PROFILE=half"}, "neither on nor off"},
		{"metrics off", []string{"JEMAA_METRICS_ADDR=off"}, ""},
		{"metrics nowhere", []string{"JEMAA_METRICS_ADDR=nowhere"}, "JEMAA_METRICS_ADDR"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			_, err := Load(r.env)
			switch {
			case r.want == "" && err != nil:
				t.Fatal(err)
			case r.want != "" && (err == nil || !strings.Contains(err.Error(), r.want)):
				t.Fatalf("error %v, want one that says %q", err, r.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Fatalf("the error tells a secret: %v", err)
			}
		})
	}
}

func TestSecretsNeverPrint(t *testing.T) {
	c, err := Load([]string{"JEMAA_SMTP_URL=smtp://u:hunter2@x", "JEMAA_MAIL_FROM=a@b", "JEMAA_MEILI_KEY=hunter2"})
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v", c, c), string(asJSON)} {
		if strings.Contains(s, "hunter2") {
			t.Errorf("printed a secret: %s", s)
		}
	}
	if c.Meili.Key.Reveal() != "hunter2" {
		t.Error("Reveal does not give the secret")
	}
}

func TestReadmeTable(t *testing.T) {
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), "\n"+Table()) {
		t.Error("README.md does not hold the table of settings: put the output of `jemaa config` between its marks")
	}
}
