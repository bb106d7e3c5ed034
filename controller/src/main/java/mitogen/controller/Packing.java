package mitogen.controller;

import java.util.ArrayList;
import java.util.List;
import mitogen.classes.Batch;

/** Divides what is to travel among batches. */
final class Packing {
    /** How many bytes are packed at a time. They rarely become more than {@link Batch#MOST}; if they do, it is done over. */
    private static final int PORTION = 144 * 1024;

    private Packing() {}

    /**
     * Packs entries, in order, into batches of at most {@link Batch#MOST} bytes. What is larger by itself is left out; so is
     * what would make all together larger than the budget.
     */
    static List<Batch> pack(List<Batch.Entry> entries, int budget) {
        List<Batch> batches = new ArrayList<>();
        int left = budget;
        int start = 0;
        while (start < entries.size()) {
            int end = start;
            long size = 0;
            while (end < entries.size()
                    && (end == start || size + entries.get(end).bytes().length <= PORTION)) {
                size += entries.get(end++).bytes().length;
            }
            for (Batch batch : pack(entries.subList(start, end))) {
                left -= batch.packed().length;
                if (left < 0) {
                    return batches;
                }
                batches.add(batch);
            }
            start = end;
        }
        return batches;
    }

    private static List<Batch> pack(List<Batch.Entry> entries) {
        Batch whole = Batch.of(entries);
        if (whole.packed().length <= Batch.MOST) {
            return List.of(whole);
        }
        int half = entries.size() / 2;
        if (half == 0) {
            return List.of();
        }
        List<Batch> both = new ArrayList<>(pack(entries.subList(0, half)));
        both.addAll(pack(entries.subList(half, entries.size())));
        return both;
    }
}
