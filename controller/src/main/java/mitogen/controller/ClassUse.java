package mitogen.controller;

import java.util.List;

/**
 * What the calls of one task in one context cost in classes, up to now.
 *
 * @param context the name of the context
 * @param id its number, {@link mitogen.Context#id}
 * @param task where the task starts: the class and, for a lambda, the method; {@code connect} for what a context needs to
 *     start others
 * @param calls how often it was called
 * @param ahead classes that were sent ahead of it
 * @param late classes that the context had to ask for, a round trip each. If several tasks run in a context at a time, they
 *     are those of the one that was called last
 * @param rawBytes bytes of the class files that were sent
 * @param packedBytes bytes that crossed the first link for them
 */
public record ClassUse(
        String context,
        int id,
        String task,
        int calls,
        List<String> ahead,
        List<String> late,
        long rawBytes,
        long packedBytes) {
    /**
     * Copies the lists.
     *
     * @param context the name of the context
     * @param id the number of the context
     * @param task where the task starts
     * @param calls how often the task was called
     * @param ahead classes that were sent ahead
     * @param late classes that the context asked for
     * @param rawBytes bytes of the class files
     * @param packedBytes bytes that crossed the first link
     */
    public ClassUse {
        ahead = List.copyOf(ahead);
        late = List.copyOf(late);
    }

    /** {@return the number of round trips that were spent waiting for classes} */
    public int roundTrips() {
        return late.size();
    }
}
