// Runs a LogQL query by Loki's own engine: reads streams of log lines as JSON, and prints those that match. A whole Loki
// would take five minutes to build.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/grafana/loki/pkg/logproto"
	"github.com/grafana/loki/pkg/logql"
	"github.com/prometheus/prometheus/pkg/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// As Loki's push route takes it, and its query routes answer.
type stream struct {
	Labels map[string]string `json:"labels"`
	Lines  [][2]string       `json:"lines"`
}

func main() {
	found, err := query(os.Args[1])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(found)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func query(text string) ([]stream, error) {
	var given []stream
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return nil, err
	}
	stored := []logproto.Stream{}
	for _, one := range given {
		entries := []logproto.Entry{}
		for _, line := range one.Lines {
			ns, err := strconv.ParseInt(line[0], 10, 64)
			if err != nil {
				return nil, err
			}
			entries = append(entries, logproto.Entry{Timestamp: time.Unix(0, ns), Line: line[1]})
		}
		stored = append(stored, logproto.Stream{Labels: labels.FromMap(one.Labels).String(), Entries: entries})
	}
	engine := logql.NewEngine(logql.EngineOpts{}, logql.NewMockQuerier(1, stored))
	params := logql.NewLiteralParams(
		text, time.Unix(0, 0), time.Unix(0, math.MaxInt64), 0, 0, logproto.FORWARD, math.MaxUint32, nil)
	result, err := engine.Query(params).Exec(context.Background())
	if err != nil {
		return nil, err
	}
	matched, ok := result.Data.(logql.Streams)
	if !ok {
		return nil, fmt.Errorf("%s selects no lines", text)
	}
	found := []stream{}
	for _, one := range matched {
		named, err := parser.ParseMetric(one.Labels)
		if err != nil {
			return nil, err
		}
		lines := [][2]string{}
		for _, entry := range one.Entries {
			lines = append(lines, [2]string{strconv.FormatInt(entry.Timestamp.UnixNano(), 10), entry.Line})
		}
		found = append(found, stream{Labels: named.Map(), Lines: lines})
	}
	return found, nil
}
