package learner

import "fmt"

// Receipt returns the number of a receipt: that the server holds the answers of
// an attempt as they were at a revision. It is short enough to be read out,
// such as A-7F3K-92: A, the first 20 bits of the attempt's id in Crockford's
// base32, and the revision. It proves nothing by itself.
func Receipt(attempt string, rev int) string {
	var bits uint32
	if _, err := fmt.Sscanf(attempt, "%5x", &bits); err != nil {
		bits = 0 // an id that is not hex is none that [Attempt.ID] has
	}
	name := make([]byte, 4)
	for i := range name {
		name[i] = crockford[bits>>(15-5*i)&31]
	}
	return fmt.Sprintf("A-%s-%02d", name, rev)
}
