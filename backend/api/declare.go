package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// answers are the statuses that an operation gives besides 200 (or 204) and
// those that follow from its row. What the door refuses of any request (too
// slow, too large, compressed, too often, not now) is the default of each.
var answers = map[string][]int{
	"askCode":         {http.StatusAccepted},
	"signInDemo":      {http.StatusNotFound},
	"askPasskey":      {http.StatusNotFound},
	"signInByPasskey": {http.StatusNotFound},
	"askProof":        {http.StatusNotFound},
	"prove":           {http.StatusNotFound},
	"askNewPasskey":   {http.StatusNotFound, http.StatusConflict},
	"addPasskey":      {http.StatusNotFound, http.StatusConflict},
	"renamePasskey":   {http.StatusNotFound},
	"removePasskey":   {http.StatusNotFound, http.StatusConflict},
	"askEnrolment":    {http.StatusNotFound},
	"enrol":           {http.StatusNotFound},
	"endSession":      {http.StatusNotFound},
	"makeToken":       {http.StatusConflict},
	"endToken":        {http.StatusNotFound},
	"inviteStaff":     {http.StatusNotFound, http.StatusConflict},
	"askRecovery":     {http.StatusNotFound, http.StatusConflict},
	"confirmRecovery": {http.StatusNotFound, http.StatusConflict},
	"dropRecovery":    {http.StatusNotFound},
	"putPhoto":        {http.StatusCreated, http.StatusConflict},
	"listReports":     {http.StatusForbidden, http.StatusNotFound, http.StatusGone},
	"submitReport":    {http.StatusCreated, http.StatusConflict},
	"getReport":       {http.StatusNotFound, http.StatusGone},
	"editReport":      {http.StatusNotFound, http.StatusConflict, http.StatusGone, http.StatusPreconditionFailed},
	"withdrawReport":  {http.StatusNotFound, http.StatusConflict, http.StatusGone},
	"addUpdate":       {http.StatusCreated, http.StatusNotFound, http.StatusConflict, http.StatusGone, http.StatusPreconditionFailed},
	"confirmReport":   {http.StatusNotFound, http.StatusConflict, http.StatusGone},
	"supportReport":   {http.StatusNotFound, http.StatusConflict, http.StatusGone},
	"unsupportReport": {http.StatusNotFound, http.StatusGone},
	"followReport":    {http.StatusNotFound},
	"revealAuthor":    {http.StatusNotFound, http.StatusGone},
	"flagReport":      {http.StatusNotFound, http.StatusConflict, http.StatusGone},
	"decideCase":      {http.StatusNotFound, http.StatusConflict},
	"putTemplate":     {http.StatusConflict},
	"findPerson":      {http.StatusNotFound},
	"askLetter":       {http.StatusConflict},
	"typeLetterCode":  {http.StatusConflict},
	"meetVisitor":     {http.StatusNotFound},
	"confirmVisitor":  {http.StatusNotFound, http.StatusConflict},
	"lowerLevel":      {http.StatusNotFound},
	"giveRole":        {http.StatusConflict},
	"takeRole":        {http.StatusNotFound, http.StatusConflict},
	"subscribePush":   {http.StatusConflict},
	"sayConsent":      {http.StatusConflict},
	"askTakeout":      {http.StatusAccepted},
	"getTakeout":      {http.StatusNotFound},
	"askErasure":      {http.StatusConflict},
	"stopErasure":     {http.StatusConflict},
	"erasePerson":     {http.StatusNotFound, http.StatusConflict},
}

// statuses are what an operation may answer: its own, and what follows from who
// may use it and how.
func (r row) statuses() []int {
	out := append([]int{http.StatusBadRequest}, answers[r.id]...)
	if !r.cache.public || r.need != anyone {
		out = append(out, http.StatusUnauthorized) // a bearer token that is none
	}
	if r.unsafe() || r.inPerson() || r.need == official || r.need == moderator || r.need == admin {
		out = append(out, http.StatusForbidden)
	}
	if r.method == http.MethodGet {
		out = append(out, http.StatusNotModified)
	}
	return out
}

// declare writes every status into the document: a success has the body of the
// others, an error is a problem.
func declare(o *huma.OpenAPI, rows []row) {
	for _, r := range rows {
		if !r.typed {
			continue
		}
		responses := operationOf(o.Paths[r.path], r.method).Responses
		for _, status := range r.statuses() {
			said := &huma.Response{Description: http.StatusText(status), Content: responses["default"].Content}
			switch {
			case status == http.StatusNotModified:
				said.Content = nil
			case status == http.StatusAccepted: // always in place of 200
				said.Content = responses["200"].Content
				delete(responses, "200")
			case status < http.StatusMultipleChoices:
				said.Content = responses["200"].Content
			}
			responses[strconv.Itoa(status)] = said
		}
	}
}

func operationOf(p *huma.PathItem, method string) *huma.Operation {
	return map[string]*huma.Operation{
		get: p.Get, put: p.Put, post: p.Post, patch: p.Patch, remove: p.Delete,
	}[method]
}
