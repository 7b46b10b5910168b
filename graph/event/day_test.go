package event

import (
	"testing"
	"time"
)

func TestDayNumber(t *testing.T) {
	day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := int32(1); day.Year() < 2500; n++ {
		y, m, d := day.Date()
		date := int32(y*10000 + int(m)*100 + d)
		if got := dayNumber(date); got != n || calendar(n) != date {
			t.Fatalf("%d: got %d, want %d; back %d", date, got, n, calendar(n))
		}
		day = day.AddDate(0, 0, 1)
		for late := d + 1; day.Month() != m && late <= 31; late++ {
			if got := dayNumber(date + int32(late-d)); got != n {
				t.Fatalf("%d of a shorter month: got %d, want %d", date+int32(late-d), got, n)
			}
		}
	}
	for _, odd := range []int32{0, -1, 101, 20210001, 20211301, 20210100, 20210132} {
		if got := dayNumber(odd); got != 0 {
			t.Errorf("%d: got %d, want 0", odd, got)
		}
	}
}
