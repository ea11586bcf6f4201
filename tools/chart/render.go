// Renders a Helm chart as `helm template` does: Go's templates with sprig's functions and Helm's own few. For machines that have
// Debian's packages and no helm; `lookup` finds nothing, as there.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run render.go CHART RELEASE NAMESPACE < overrides.yaml
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/ghodss/yaml"
)

type values = map[string]interface{}

func main() {
	chart, release, namespace := os.Args[1], os.Args[2], os.Args[3]
	root := template.New("chart").Option("missingkey=zero")
	root.Funcs(functions(root))
	files, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	check(err)
	sort.Strings(files)
	for _, file := range files {
		_, err = root.New(filepath.Base(file)).Parse(string(read(file)))
		check(err)
	}
	overrides, err := io.ReadAll(os.Stdin)
	check(err)
	context := values{
		"Values":  merge(parse(read(filepath.Join(chart, "values.yaml"))), parse(overrides)),
		"Chart":   chartOf(parse(read(filepath.Join(chart, "Chart.yaml")))),
		"Release": values{"Name": release, "Namespace": namespace, "Service": "Helm", "IsInstall": true},
	}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "_") {
			continue
		}
		var out bytes.Buffer
		check(root.ExecuteTemplate(&out, name, context))
		// A key that is not there is shown so by Go; Helm leaves it empty.
		fmt.Printf("---\n# Source: %s\n%s\n", name, strings.ReplaceAll(out.String(), "<no value>", ""))
	}
}

func functions(root *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	all["include"] = func(name string, data interface{}) (string, error) {
		var out bytes.Buffer
		err := root.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	all["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	all["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	all["lookup"] = func(string, string, string, string) values { return values{} }
	return all
}

// Chart.yaml as templates see it: with capitals.
func chartOf(metadata values) values {
	chart := values{}
	for key, value := range metadata {
		chart[strings.ToUpper(key[:1])+key[1:]] = value
	}
	return chart
}

func merge(base, over values) values {
	for key, value := range over {
		inner, isMap := value.(values)
		before, wasMap := base[key].(values)
		if isMap && wasMap {
			base[key] = merge(before, inner)
		} else {
			base[key] = value
		}
	}
	return base
}

func parse(text []byte) values {
	parsed := values{}
	check(yaml.Unmarshal(text, &parsed))
	return parsed
}

func read(file string) []byte {
	text, err := os.ReadFile(file)
	check(err)
	return text
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
