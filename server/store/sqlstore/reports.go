package sqlstore

import (
	"context"

	"ascult/server/store"
)

const reportColumns = `id, institution_id, day, language, page, kind, line, text, done`

func scanReport(s scanner) (x store.Report, err error) {
	err = s.Scan(&x.ID, &x.Institution, &x.Day, &x.Language, &x.Page, &x.Kind, &x.Line, &x.Text, &x.Done, &x.Times)
	return x, err
}

func (r *reader) Reports(ctx context.Context, institution string, done bool, most int) ([]store.Report, error) {
	// Lines are counted once for all rows: a flood of reports of one line must
	// not make the list slower than its length.
	return list(ctx, r, "reports", scanReport, `SELECT `+reportColumns+`, times FROM (
			SELECT `+reportColumns+`, CASE WHEN done = '' THEN coalesce(counted, 0) ELSE 0 END AS times
			FROM report LEFT JOIN (SELECT line AS named, count(*) AS counted FROM report
				WHERE institution_id = $1 AND done = '' AND line <> '' GROUP BY line) AS lines ON named = line
			WHERE institution_id = $1 AND (done <> '') = $2) AS listed
		ORDER BY CASE WHEN times >= 2 THEN times ELSE 0 END DESC, CASE WHEN times >= 2 THEN line ELSE '' END, day DESC, id
		LIMIT $3`, institution, done, most)
}

func (r *reader) ReportCount(ctx context.Context, institution string) (store.ReportCount, error) {
	return one(ctx, r, "count reports", func(s scanner) (x store.ReportCount, err error) {
		err = s.Scan(&x.Open, &x.Done)
		return x, err
	}, `SELECT count(CASE WHEN done = '' THEN 1 END), count(CASE WHEN done <> '' THEN 1 END)
		FROM report WHERE institution_id = $1`, institution)
}

func (r *reader) ReportsOn(ctx context.Context, institution, day string) (int, error) {
	return one(ctx, r, "count reports of a day", func(s scanner) (n int, err error) {
		err = s.Scan(&n)
		return n, err
	}, `SELECT count(*) FROM report WHERE institution_id = $1 AND day = $2`, institution, day)
}

func (t *tx) AddReport(x store.Report) error {
	return t.must(store.ErrConflict, "add report", `INSERT INTO report (`+reportColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		x.ID, x.Institution, x.Day, x.Language, x.Page, x.Kind, x.Line, x.Text, x.Done)
}

func (t *tx) SetReportDone(id, institution, day string) error {
	return t.must(store.ErrNotFound, "set report done", `UPDATE report SET done = $1
		WHERE id = $2 AND institution_id = $3`, day, id, institution)
}
