package mitogen.benchmarks;

import java.util.Arrays;

/** Measured values of one kind. */
final class Samples {
    private double[] values = new double[16];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }

    double median() {
        return quantile(0.5);
    }

    /** The value that this share of the samples, 0 to 1, does not exceed; between two samples, in proportion. */
    double quantile(double share) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        double position = share * (count - 1);
        int below = (int) position;
        int above = Math.min(below + 1, count - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    static Samples of(double value) {
        Samples one = new Samples();
        one.add(value);
        return one;
    }
}
