package city

import "testing"

func TestLoad(t *testing.T) {
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(c.Categories), len(c.Areas), len(c.Authorities))
}
