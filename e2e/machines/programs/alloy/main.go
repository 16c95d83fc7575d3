// Reads a configuration of Alloy by Alloy's own parser, and says what is wrong with how it is written.
package main

import (
	"fmt"
	"os"

	"github.com/grafana/alloy/syntax/parser"
)

func main() {
	source, err := os.ReadFile(os.Args[1])
	if err == nil {
		_, err = parser.ParseFile(os.Args[1], source)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
