package graph

// PathQuery asks how two entities hang together.
type PathQuery struct {
	From, To string // entity ids
	Hops     int    // at most; 0 means 4, which is the most
	Limit    int    // paths; 0 means 3, at most 10
	Filter   Filter
}

// Path is one way between two entities.
type Path struct {
	Nodes []string   `json:"nodes"` // ids, from one end to the other
	Edges [][]string `json:"edges"` // of each hop the ids of its edges, whichever way they point
}

// Paths is the answer to a PathQuery: the shortest first, among equals those
// with most articles behind their weakest hop. No path means none within Hops.
type Paths struct {
	Subgraph        // everything that stands on a path
	Hops     int    `json:"hops"`
	Paths    []Path `json:"paths"`
}

// Timeline counts claims by date.
type Timeline struct {
	Unit    string   `json:"unit"`    // day, week, month, year, decade or century: the shortest that gives at most 120 buckets
	Buckets []Bucket `json:"buckets"` // without gaps, the earliest first
	Undated int      `json:"undated"` // claims without a date
}

// Bucket is one stretch of a Timeline.
type Bucket struct {
	Start  string `json:"start"`           // ISO date, first day
	End    string `json:"end"`             // last day
	Claims int    `json:"claims"`          // that begin here
	Vague  int    `json:"vague,omitempty"` // of these, how many have a date that reaches further, such as "2021" where buckets are months
}

// Neighbourhood counts what an expansion would bring.
type Neighbourhood struct {
	Total     int            `json:"total"`     // neighbours
	Types     map[string]int `json:"types"`     // neighbours by entity type
	Relations map[string]int `json:"relations"` // neighbours by relation
}

// Overview is the whole graph from afar.
type Overview struct {
	Communities []Community    `json:"communities"` // the largest first, at most 200
	Nodes       []OverviewNode `json:"nodes"`       // with most claims first, at most 20,000
	Links       [][2]int       `json:"links"`       // indices into Nodes, at most 40,000
	Truncated   bool           `json:"truncated"`
}

// Community is entities that are tied to each other more than to the rest.
type Community struct {
	ID     string   `json:"id"`   // of its most reported entity
	Name   string   `json:"name"` // of its most reported entities
	Size   int      `json:"size"` // entities
	Claims int      `json:"claims"`
	X      float64  `json:"x"` // centre, 0 to 1
	Y      float64  `json:"y"`
	R      float64  `json:"r"`   // radius
	Top    []string `json:"top"` // ids of its most reported entities, at most 30
}

// OverviewNode is a dot of an Overview.
type OverviewNode struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Type      string  `json:"type"`
	Community int     `json:"community"` // index into Communities, -1 for none
	X         float64 `json:"x"`         // 0 to 1
	Y         float64 `json:"y"`
	Claims    int     `json:"claims"`
}
