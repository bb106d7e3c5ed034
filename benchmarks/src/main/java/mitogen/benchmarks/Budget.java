package mitogen.benchmarks;

/** What a figure may come to. */
record Budget(Kind kind, double amount) {
    enum Kind {
        AT_MOST,
        AT_LEAST,
        /** Floor plus the amount. */
        BEYOND_FLOOR,
        /** Floor times the amount, at most. */
        TIMES_FLOOR,
        /** The same, at least. */
        TIMES_FLOOR_AT_LEAST
    }

    static Budget atMost(double amount) {
        return new Budget(Kind.AT_MOST, amount);
    }

    static Budget atLeast(double amount) {
        return new Budget(Kind.AT_LEAST, amount);
    }

    static Budget beyondFloor(double amount) {
        return new Budget(Kind.BEYOND_FLOOR, amount);
    }

    static Budget timesFloor(double amount) {
        return new Budget(Kind.TIMES_FLOOR, amount);
    }

    static Budget timesFloorAtLeast(double amount) {
        return new Budget(Kind.TIMES_FLOOR_AT_LEAST, amount);
    }

    boolean met(double value, double floor) {
        return switch (kind) {
            case AT_MOST -> value <= amount;
            case AT_LEAST -> value >= amount;
            case BEYOND_FLOOR -> value <= floor + amount;
            case TIMES_FLOOR -> value <= floor * amount;
            case TIMES_FLOOR_AT_LEAST -> value >= floor * amount;
        };
    }

    String text(Unit unit) {
        return switch (kind) {
            case AT_MOST -> "at most " + unit.text(amount);
            case AT_LEAST -> "at least " + unit.text(amount);
            case BEYOND_FLOOR -> "floor + " + unit.text(amount);
            case TIMES_FLOOR -> "floor x " + (amount % 1 == 0 ? String.valueOf((long) amount) : String.valueOf(amount));
            case TIMES_FLOOR_AT_LEAST -> "at least floor x " + amount;
        };
    }
}
