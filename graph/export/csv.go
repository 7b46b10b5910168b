package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// writeCSV writes an edge list with the column names that Gephi knows. Cells
// that a spreadsheet would take for a formula begin with an apostrophe.
func writeCSV(w io.Writer, sel Selection, _ Options) error {
	names := make(map[string]string)
	for _, n := range sel.Graph.Nodes {
		names[n.ID] = n.Name
	}
	evidence := evidenceByEdge(sel.Claims)
	out := csv.NewWriter(w)
	rows := [][]string{{
		"Source", "Target", "Type", "Id", "Label", "Weight", "SourceName", "TargetName",
		"Family", "Statuses", "Articles", "Confidence", "FirstDate", "LastDate", "Quotes", "Sources",
	}}
	for _, e := range sel.Graph.Edges {
		ev := evidence[e.ID]
		rows = append(rows, []string{
			e.Source, e.Target, "Directed", e.ID, e.Relation, strconv.Itoa(e.Claims), names[e.Source], names[e.Target],
			e.Family, statuses(e), strconv.Itoa(e.Articles), strconv.FormatFloat(e.Confidence, 'f', -1, 64),
			e.FirstDate, e.LastDate, strings.Join(ev.quotes, " | "), strings.Join(ev.sources, "; "),
		})
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
