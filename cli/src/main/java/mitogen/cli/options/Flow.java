package mitogen.cli.options;

import java.util.List;

/**
 * How many targets may be under way.
 *
 * @param targets how many there are
 * @param parallel at most so many at once
 * @param batches the sizes of the batches; the last one is that of all that follow
 * @param maxFail once so many have failed no more are started
 */
public record Flow(int targets, int parallel, List<Integer> batches, int maxFail) {
    /** How many targets may have been started by now. */
    public int startable(int started, int done, int failed) {
        if (failed >= maxFail) {
            return started;
        }
        int end = 0;
        for (int batch = 0; end <= done && end < targets; batch++) {
            end += batches.get(Math.min(batch, batches.size() - 1));
        }
        return Math.min(targets, Math.min(end, done + parallel));
    }
}
