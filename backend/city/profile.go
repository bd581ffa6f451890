package city

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxDepth bounds how deep a profile may be nested (a good one needs about 8),
// maxNodes how many values it may hold, maxLines and maxMarks what the parser is
// given to chew (Casablanca has 1,200 lines and some 70 marks on the fullest).
const (
	maxDepth = 32
	maxNodes = 200_000
	maxLines = 20_000
	maxMarks = 300
)

// Parse reads a profile; name is what its errors call it. The error is a Faults.
func Parse(name string, b []byte) (*City, error) {
	if reason := refused(b); reason != "" {
		return nil, Faults{{File: name, Reason: reason}}
	}
	file, err := parser.ParseBytes(b, 0)
	if err != nil {
		return nil, Faults{fromYAML(name, err)}
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, Faults{{File: name, Reason: "a profile is one YAML document with something in it"}}
	}
	at := marks{file: name, spots: map[string]spot{}}
	if f := at.walk("", file.Docs[0].Body, 0); f != nil {
		return nil, Faults{*f}
	}
	c := &City{}
	if err := yaml.NodeToValue(file.Docs[0].Body, c, yaml.Strict()); err != nil {
		return nil, Faults{fromYAML(name, err)}
	}
	if faults := check(c, at); len(faults) > 0 {
		return nil, faults
	}
	c.finish()
	return c, nil
}

// refused looks at the bare text, before the parser, whose time grows with the
// square of what stands on one line or in one list, spends it on a hostile file.
func refused(b []byte) string {
	switch {
	case len(b) > MaxProfile:
		return fmt.Sprintf("a profile has at most %d bytes", MaxProfile)
	case !utf8.Valid(b):
		return "a profile is text in UTF-8"
	case bytes.Count(b, []byte("\n")) > maxLines:
		return fmt.Sprintf("a profile has at most %d lines", maxLines)
	}
	for line := range bytes.Lines(b) {
		if marks := structure(line); marks > maxMarks {
			return fmt.Sprintf("a line has more than %d marks of structure: break it", maxMarks)
		}
	}
	depth := 0
	for _, ch := range b {
		switch ch {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > maxDepth {
			return fmt.Sprintf("brackets are nested deeper than %d", maxDepth)
		}
	}
	return ""
}

// structure counts what may open something new on a line.
func structure(line []byte) int {
	n := 0
	for _, ch := range line {
		if strings.IndexByte("-?:!&*,", ch) >= 0 {
			n++
		}
	}
	return n
}

// spot is a place in a file, counted from 1.
type spot struct{ line, column int }

// marks remembers where each value of a profile stands, by its path
// ("categories[3].authority"), so that a fault found later can point at it.
type marks struct {
	file  string
	spots map[string]spot
}

func (m marks) note(path string, n ast.Node) {
	if t := n.GetToken(); t != nil && t.Position != nil {
		m.spots[path] = spot{t.Position.Line, t.Position.Column}
	}
}

// fault points at the value at a path or, when it is missing, at what holds it.
func (m marks) fault(path, reason string) Fault {
	for p := path; ; p = p[:max(strings.LastIndexAny(p, ".["), 0)] {
		if s, ok := m.spots[p]; ok || p == "" {
			return Fault{File: m.file, Line: max(1, s.line), Column: max(1, s.column), Reason: reason}
		}
	}
}

// walk notes every value below n and refuses what a profile has no use for:
// anchors, aliases and tags, through which a small file can become a huge one.
func (m marks) walk(path string, n ast.Node, depth int) *Fault {
	m.note(path, n)
	if depth > maxDepth || len(m.spots) > maxNodes {
		f := m.fault(path, "the profile is nested too deep or holds too many values")
		return &f
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			if f := m.pair(path, v, depth); f != nil {
				return f
			}
		}
	case *ast.MappingValueNode:
		return m.pair(path, n, depth)
	case *ast.SequenceNode:
		for i, v := range n.Values {
			if f := m.walk(path+"["+strconv.Itoa(i)+"]", v, depth+1); f != nil {
				return f
			}
		}
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		f := m.fault(path, "anchors, aliases and tags are not used in profiles: write the value out")
		return &f
	}
	return nil
}

func (m marks) pair(path string, v *ast.MappingValueNode, depth int) *Fault {
	key, ok := v.Key.(*ast.StringNode)
	if !ok {
		m.note(path+".?", v.Key)
		f := m.fault(path+".?", "a key must be plain text")
		return &f
	}
	below := strings.TrimPrefix(path+"."+key.Value, ".")
	f := m.walk(below, v.Value, depth+1)
	if f == nil && isBlock(v.Value) {
		m.note(below, v.Key) // a block's own token is its first inner colon: the key is clearer
	}
	return f
}

func isBlock(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode, *ast.NullNode, *ast.LiteralNode:
		return true
	}
	return false
}

// fromYAML puts the YAML library's errors into plain words.
func fromYAML(name string, err error) Fault {
	f := Fault{File: name, Line: 1, Column: 1, Reason: firstLine(err.Error())}
	var e yaml.Error
	if !errors.As(err, &e) {
		return f
	}
	if t := e.GetToken(); t != nil && t.Position != nil {
		f.Line, f.Column = max(1, t.Position.Line), max(1, t.Position.Column)
	}
	f.Reason = firstLine(e.GetMessage())
	var typed *yaml.TypeError
	var node *yaml.UnexpectedNodeTypeError
	var over *yaml.OverflowError
	switch {
	case errors.As(err, &typed):
		f.Reason = "this must be " + inWords(typed.DstType)
	case errors.As(err, &node):
		f.Reason = "this must be " + nodeInWords(node.Expected)
	case errors.As(err, &over):
		f.Reason = "this number is too large"
	}
	return f
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func inWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return inWords(t.Elem())
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "text"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	default:
		return "a group of named values"
	}
}

func nodeInWords(t ast.NodeType) string {
	switch t {
	case ast.SequenceType:
		return "a list"
	case ast.MappingType, ast.MappingValueType:
		return "a group of named values"
	case ast.StringType, ast.LiteralType:
		return "text"
	default:
		return "of type " + strings.ToLower(t.String())
	}
}

// inOrder sorts faults as the file has them and bounds their number.
func inOrder(fs Faults) Faults {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return fs[:min(len(fs), maxFaults)]
}
