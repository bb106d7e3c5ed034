package mitogen.controller;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mitogen.classes.Batch;
import mitogen.controller.Mitogen.ClassUse;

/** Notes which classes were sent for which task. Thread-safe. */
final class ClassLog {
    /** Tasks that are told apart; a program that never ends may have any number. */
    private static final int MOST = 10_000;

    /** Characters of the names that were asked for; a child may ask for any. */
    private static final int MOST_LATE = 4 << 20;

    private record Key(int id, String task) {}

    private static final class Count {
        final String context;
        int calls;
        final List<String> ahead = new ArrayList<>();
        final List<String> late = new ArrayList<>();
        long raw;
        long packed;

        Count(String context) {
            this.context = context;
        }
    }

    private final Map<Key, Count> counts = new LinkedHashMap<>(); // guarded by this, as is the next
    private int late;

    synchronized void called(int id, String context, Collection<String> roots, Collection<Batch> batches) {
        Count count = count(id, context, roots);
        count.calls++;
        add(count, batches, count.ahead);
    }

    synchronized void missed(int id, String context, Collection<String> roots, String name, Collection<Batch> batches) {
        Count count = count(id, context, roots);
        if (late < MOST_LATE) {
            late += name.length();
            count.late.add(name);
        }
        add(count, batches, new ArrayList<>());
    }

    private static void add(Count count, Collection<Batch> batches, List<String> names) {
        for (Batch batch : batches) {
            count.packed += batch.packed().length;
            for (Batch.Entry entry : batch.entries()) {
                count.raw += entry.bytes().length;
                names.add(entry.name());
            }
        }
    }

    private Count count(int id, String context, Collection<String> roots) {
        Key key = new Key(id, task(roots));
        return counts.size() >= MOST && !counts.containsKey(key)
                ? new Count(context) // nobody will see it
                : counts.computeIfAbsent(key, unused -> new Count(context));
    }

    /** The method if there is one, or else the class that comes first. */
    private static String task(Collection<String> roots) {
        String task = "(nothing of the application)";
        for (String root : roots) {
            int end = root.indexOf('(');
            if (end > 0) {
                return root.substring(0, end).replace('#', '.');
            }
            if (root.equals("mitogen.parent.Parent")) {
                return "connect";
            }
            if (task.startsWith("(")) {
                task = root;
            }
        }
        return task;
    }

    synchronized List<ClassUse> uses() {
        List<ClassUse> uses = new ArrayList<>();
        counts.forEach((key, count) -> uses.add(new ClassUse(
                count.context, key.id, key.task, count.calls, count.ahead, count.late, count.raw, count.packed)));
        return uses;
    }
}
