package mitogen.benchmarks;

/**
 * One line of the report.
 *
 * @param bench the bench that measured it
 * @param name what it is
 * @param unit of all its numbers
 * @param value what was measured
 * @param floorName what it is compared with, or null
 * @param floor the same work without Mitogen, measured in turns with the value; or null
 * @param budget what it may come to, or null
 */
record Figure(String bench, String name, Unit unit, Samples value, String floorName, Samples floor, Budget budget) {
    /** A figure with nothing to compare it with. */
    static Figure of(String bench, String name, Unit unit, Samples value) {
        return new Figure(bench, name, unit, value, null, null, null);
    }

    Figure withFloor(String what, Samples samples) {
        return new Figure(bench, name, unit, value, what, samples, budget);
    }

    Figure withBudget(Budget limit) {
        return new Figure(bench, name, unit, value, floorName, floor, limit);
    }

    String floorText() {
        return floor == null ? "" : unit.text(floor.median()) + ", " + floorName;
    }

    /** How many times the floor it is, and for costs by how much more. */
    String ratioText() {
        if (floor == null) {
            return "";
        }
        double beyond = value.median() - floor.median();
        String ratio = Unit.ROUND_TRIPS.number(value.median() / floor.median()) + " x";
        return unit.cost ? ratio + ", " + (beyond < 0 ? "" : "+") + unit.number(beyond) : ratio;
    }

    String budgetText() {
        if (budget == null) {
            return "";
        }
        boolean met = budget.met(value.median(), floor == null ? Double.NaN : floor.median());
        return budget.text(unit) + (met ? ": met" : ": MISSED");
    }

    /** The 90 of 100 samples that are best lie on this side of it. */
    double p90() {
        return value.quantile(unit.cost ? 0.9 : 0.1);
    }
}
