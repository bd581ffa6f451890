package api

import (
	"context"
	"net/http"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// DeskPath is an authority's code in a path. Exported for Huma, like ReportPath.
type DeskPath struct {
	Code string `path:"code" maxLength:"64"`
}

// TemplatePath is a template's id below its authority's code.
type TemplatePath struct {
	DeskPath
	ID string `path:"id" minLength:"26" maxLength:"26"`
}

type templateBody struct {
	Name  string             `json:"name" maxLength:"200"`
	For   report.TemplateUse `json:"for,omitempty" doc:"What it is written for; empty for anything."`
	Texts civic.Words        `json:"texts" doc:"May name {ref}, {category}, {area}, {due} and {authority}."`
}

type putTemplateIn struct {
	TemplatePath
	Body templateBody
}

func (d *Door) deskRoutes() []row {
	one := "/authorities/{code}/templates/{id}"
	return []row{
		op(get, "/authorities/{code}/numbers", row{id: "deskNumbers", need: official, rate: finding}, d.deskNumbers),
		op(get, "/authorities/{code}/templates", row{id: "listTemplates", need: official, rate: reading}, d.listTemplates),
		op(put, one, row{id: "putTemplate", need: official, rate: writing, body: jsonBody}, d.putTemplate),
		op(remove, one, row{id: "removeTemplate", need: official, rate: writing}, d.removeTemplate),
	}
}

func (d *Door) deskNumbers(ctx context.Context, in *DeskPath) (*answer[report.Numbers], error) {
	n, err := d.on.Reports.Numbers(ctx, visitOf(ctx).actor, in.Code, d.on.City.Location())
	return &answer[report.Numbers]{n}, err
}

func (d *Door) listTemplates(ctx context.Context, in *DeskPath) (*answer[items[report.Template]], error) {
	found, err := d.on.Reports.Templates(ctx, visitOf(ctx).actor, in.Code)
	return &answer[items[report.Template]]{items[report.Template]{listed(found)}}, err
}

func (d *Door) putTemplate(ctx context.Context, in *putTemplateIn) (*answer[report.Template], error) {
	t, err := d.on.Reports.PutTemplate(ctx, visitOf(ctx).actor, in.Code, report.Template{
		ID: civic.ID(in.ID), Name: in.Body.Name, For: in.Body.For, Texts: in.Body.Texts,
	})
	return &answer[report.Template]{t}, err
}

func (d *Door) removeTemplate(ctx context.Context, in *TemplatePath) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Reports.RemoveTemplate(ctx, visitOf(ctx).actor, in.Code, civic.ID(in.ID))
}
