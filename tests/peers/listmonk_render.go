// Renders what listmonk is given as listmonk 6 does: its shorthand, its functions, Go's own html/template.
package main

import (
	"bytes"
	"encoding/json"
	"html/template"
	"os"
	"regexp"
	text "text/template"
)

type campaign struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
	AltBody string `json:"altbody"`
}

var shorthand = regexp.MustCompile(`{{(\s+)?(UnsubscribeURL|ManageURL)(\s+)?}}`)

func page(body string, functions template.FuncMap) string {
	base := template.Must(template.New("base").Funcs(functions).Parse(`{{ template "content" . }}`))
	message := template.Must(template.New("content").Funcs(functions).Parse(shorthand.ReplaceAllString(body, `{{ $2 . }}`)))
	out := template.Must(base.AddParseTree("content", message.Tree))
	var written bytes.Buffer
	if err := out.ExecuteTemplate(&written, "base", nil); err != nil {
		panic(err)
	}
	return written.String()
}

func main() {
	var given campaign
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	functions := template.FuncMap{
		"UnsubscribeURL": func(any) string { return os.Args[1] },
		"ManageURL":      func(any) string { return os.Args[2] },
		"Safe":           func(html string) template.HTML { return template.HTML(html) },
	}
	var subject bytes.Buffer
	if err := text.Must(text.New("subject").Parse(given.Subject)).Execute(&subject, nil); err != nil {
		panic(err)
	}
	made := campaign{subject.String(), page(given.Body, functions), page(given.AltBody, functions)}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(made); err != nil {
		panic(err)
	}
}
