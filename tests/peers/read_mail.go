// Reads mails with Go's own library, one a file, and writes what a reader would see: headers, text, HTML.
package main

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"strings"
)

type seen struct {
	Header map[string][]string
	Parts  map[string]string
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func read(path string) seen {
	file, err := os.Open(path)
	must(err)
	defer file.Close()
	message, err := mail.ReadMessage(file)
	must(err)
	kind, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	must(err)
	if !strings.HasPrefix(kind, "multipart/") {
		panic(kind)
	}
	parts := map[string]string{}
	for reader := multipart.NewReader(message.Body, parameters["boundary"]); ; {
		part, err := reader.NextPart()
		if err == io.EOF {
			return seen{message.Header, parts}
		}
		must(err)
		content, err := io.ReadAll(part)
		must(err)
		name, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		must(err)
		parts[name] = string(content)
	}
}

func main() {
	found := []seen{}
	for _, path := range os.Args[1:] {
		found = append(found, read(path))
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	must(out.Encode(found))
}
